namespace CloudTrailEnricher.IntegrationTests;

/// <summary>Folders of the source tree.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>Test data and tools beside the repository, where they are; most checkouts have none.</summary>
    public static DirectoryInfo Shared { get; } = new(Path.Combine(Root.Parent?.FullName ?? Root.FullName, "shared"));

    private static DirectoryInfo FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CloudTrailEnricher.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException($"No CloudTrailEnricher.slnx above {AppContext.BaseDirectory}; run the tests from a checkout.");
    }
}
