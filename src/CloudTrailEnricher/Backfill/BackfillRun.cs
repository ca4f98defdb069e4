using System.Text.Json;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Backfill;

/// <summary>One execution of the backfill, and where it keeps what it knows.</summary>
/// <param name="Bucket">The results bucket.</param>
/// <param name="Folder">The run's folder in it, such as <c>runs/2f1c</c>, without a closing slash.</param>
/// <param name="BatchSize">How many log files a batch has.</param>
internal sealed partial record BackfillRun(string Bucket, string Folder, int BatchSize)
{
    private const int LargestBatch = 500;

    /// <summary>The list of the folders to look into.</summary>
    public string Plan => $"{Folder}/plan.json";

    /// <summary>
    /// Reads the run that a message belongs to: <c>"results"</c>, <c>"run"</c> and <c>"batchSize"</c>; null where it names none.
    /// </summary>
    public static BackfillRun? Of(JsonElement message) =>
        message.Text("results") is { Length: > 0 } bucket
        && message.Text("run") is { } folder && Name.IsMatch(folder)
        && message.Number("batchSize") is > 0 and <= LargestBatch and var size
            ? new BackfillRun(bucket, folder, (int)size)
            : null;

    /// <summary>Where the batches are, with a closing slash.</summary>
    public string Batches(BackfillPart part) => $"{Folder}/batches/{(part == BackfillPart.Index ? "index" : "both")}/";

    /// <summary>Where the list of what failed is, with a closing slash.</summary>
    public string Failed => FailedOf(Folder);

    /// <summary>An object of the results bucket.</summary>
    public LogObject At(string key) => new(Bucket, key);

    /// <summary>Where a run's list of what failed is, with a closing slash.</summary>
    /// <param name="folder">The run's folder.</param>
    public static string FailedOf(string folder) => $"{folder}/failed/";

    /// <summary>The folder of the run of an execution; null where this is no execution's name.</summary>
    public static string? FolderOf(string execution) => Name.IsMatch($"runs/{execution}") ? $"runs/{execution}" : null;

    [GeneratedRegex(@"^runs/[A-Za-z0-9_.:-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }
}

/// <summary>What a batch of log files is for.</summary>
internal enum BackfillPart
{
    /// <summary>Pass 1 only: files of the day before, whose sign-ins the first day's sessions need.</summary>
    Index,

    /// <summary>Both passes.</summary>
    Both,
}
