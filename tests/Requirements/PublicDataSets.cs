namespace CloudTrailEnricher.Requirements;

/// <summary>Public sets of real records, where they lie beside the repository. They are not part of it.</summary>
internal sealed class PublicDataSets : IRequirement
{
    /// <summary>Holds a folder per set.</summary>
    public static string Folder { get; } = Path.Combine(FindRepository(), "..", "shared", "datasets");

    public string Name => "public data sets that are not in the repository";

    public ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken) =>
        new(Directory.Exists(Folder) ? null : "there is no ../shared/datasets; the samples and the made-up trail cover the same rules");

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudTrailEnricher.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? AppContext.BaseDirectory;
    }
}
