using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Backfill;

/// <summary>Lists one folder of a run's plan and writes its log files down in batches. A long folder takes several invocations.</summary>
internal sealed class FolderListing(IBackfillStore store, string sourceBucket, string trailPrefix)
{
    /// <summary>A page and its ten batches take some 0.15 s: an invocation takes less than two minutes.</summary>
    private const int MaxPages = 500;

    private const string Form =
        "not a folder to list: {\"run\",\"results\",\"batchSize\",\"part\",\"folder\"} with \"part\" index or both, "
        + "and from the second time on \"after\" and \"counts\"";

    private static readonly string[] Counted = ["seen", "files", "archived", "other", "toIndex", "toEnrich"];

    /// <summary>Lists a folder, or what is left of it.</summary>
    /// <param name="asked">The folder; what an invocation before answered, where the folder is long.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The same with the counts so far, and with <c>"after"</c> where objects are left.</returns>
    public async Task<string> ListAsync(JsonElement asked, CancellationToken cancellationToken)
    {
        var run = BackfillRun.Of(asked) ?? throw new FormatException(Form);
        var folder = asked.Text("folder") ?? throw new FormatException(Form);
        if (!folder.StartsWith($"{trailPrefix}AWSLogs/", StringComparison.Ordinal))
        {
            throw new FormatException($"folder {folder}: must begin with {trailPrefix}AWSLogs/");
        }

        var part = asked.Text("part") switch
        {
            "index" => BackfillPart.Index,
            "both" => BackfillPart.Both,
            _ => throw new FormatException(Form),
        };
        var counts = CountsOf(asked);
        var batches = new BatchFiles(store, run, sourceBucket, part, DayRange.All);
        var after = asked.Text("after");
        ListedPage page;
        var pages = 0;
        do
        {
            page = await store.ListAsync(sourceBucket, folder, after, cancellationToken);
            await batches.AddAsync(Taken(page, counts), cancellationToken);
            after = page.Objects is [.., var last] ? last.Key : after;
        }
        while (!page.IsLast && ++pages < MaxPages);

        await batches.CompleteAsync(cancellationToken);
        counts.Add("toIndex", batches.Written);
        counts.Add("toEnrich", part == BackfillPart.Both ? batches.Written : 0);
        return Answer(asked, page.IsLast ? null : after, counts);
    }

    private static ListedObject[] Taken(ListedPage page, BackfillCounts counts)
    {
        var files = page.Objects.Where(one => LogFileKey.TryParse(one.Key, out _)).ToArray();
        var readable = files.Where(one => !one.IsArchived).ToArray();
        counts.Add("seen", page.Objects.Count);
        counts.Add("files", readable.Length);
        counts.Add("archived", files.Length - readable.Length);
        counts.Add("other", page.Objects.Count - files.Length);
        return readable;
    }

    private static BackfillCounts CountsOf(JsonElement asked)
    {
        var counts = new BackfillCounts(Counted);
        if (asked.Member("counts") is { } before)
        {
            foreach (var name in Counted)
            {
                counts.Add(name, before.Number(name) ?? 0);
            }
        }

        return counts;
    }

    private static string Answer(JsonElement asked, string? after, BackfillCounts counts) => CompactJson.Of(json =>
    {
        json.WriteStartObject();
        foreach (var member in asked.EnumerateObject().Where(member => member.Name is not ("after" or "counts")))
        {
            member.WriteTo(json);
        }

        if (after is not null)
        {
            json.WriteString("after", after);
        }

        json.WritePropertyName("counts");
        counts.Write(json);
        json.WriteEndObject();
    });
}
