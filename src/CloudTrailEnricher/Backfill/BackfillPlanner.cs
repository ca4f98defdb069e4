using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.Backfill;

/// <summary>Writes down which folders a run looks into, or straight away its batches where it takes what another run failed on.</summary>
internal sealed class BackfillPlanner(IBackfillStore store, string sourceBucket, string trailPrefix)
{
    private const string Form =
        "not a plan: {\"run\",\"results\",\"batchSize\",\"from\",\"to\",\"accounts\",\"regions\",\"failedOf\"} with days such as " +
        "2022-02-24, "
        + "or the name of an execution in \"failedOf\"";

    private readonly TrailFolders _folders = new(store, sourceBucket, trailPrefix);
    private readonly FailedFiles _failed = new(store);

    /// <summary>Plans a run.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// <c>{"folders":…,"plan":"runs/…/plan.json","toIndex":…,"toEnrich":…}</c>: how many folders, and how many batches already.
    /// </returns>
    public async Task<string> PlanAsync(JsonElement asked, CancellationToken cancellationToken)
    {
        var run = BackfillRun.Of(asked) ?? throw new FormatException(Form);
        var (folders, batches) = asked.Text("failedOf") is { Length: > 0 } execution
            ? (0, await TakeFailedAsync(run, execution, cancellationToken))
            : (await FindFoldersAsync(run, asked, cancellationToken), 0);
        return CompactJson.Of(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("folders", folders);
            json.WriteString("plan", run.Plan);
            json.WriteNumber("toIndex", batches);
            json.WriteNumber("toEnrich", batches);
            json.WriteEndObject();
        });
    }

    private async Task<int> TakeFailedAsync(BackfillRun run, string execution, CancellationToken cancellationToken)
    {
        var folder = BackfillRun.FolderOf(execution) ?? throw new FormatException(Form);
        var batches = new BatchFiles(store, run, sourceBucket, BackfillPart.Both, DayRange.All);
        var taken = new HashSet<string>();
        await foreach (var key in _failed.ReadAsync(run.Bucket, folder, cancellationToken))
        {
            if (taken.Add(key))
            {
                await batches.AddAsync([new ListedObject(key, null, 0, false)], cancellationToken);
            }
        }

        await batches.CompleteAsync(cancellationToken);
        return batches.Written;
    }

    private async Task<int> FindFoldersAsync(BackfillRun run, JsonElement asked, CancellationToken cancellationToken)
    {
        var days = DayRange.Parse(asked.Text("from"), asked.Text("to")) ?? throw new FormatException(Form);
        var regions = await _folders.OfRegionsAsync(Names(asked, "accounts"), Names(asked, "regions"), cancellationToken);
        var before = days.DayBefore is { } day ? await FindAsync(day) : [];
        var found = await FindAsync(days);
        var plan = CompactJson.Of(json =>
        {
            json.WriteStartArray();
            foreach (var folder in before)
            {
                Write(json, run, folder, "index");
            }

            foreach (var folder in found)
            {
                Write(json, run, folder, "both");
            }

            json.WriteEndArray();
        });
        await store.PutAsync(run.At(run.Plan), Encoding.UTF8.GetBytes(plan), cancellationToken);
        return before.Length + found.Length;

        async Task<string[]> FindAsync(DayRange range) =>
        [
            .. (await TrailFolders.EachAsync(regions, region => _folders.OfDaysAsync(region, range, cancellationToken), cancellationToken))
                .SelectMany(one => one),
        ];
    }

    private static void Write(Utf8JsonWriter json, BackfillRun run, string folder, string part)
    {
        json.WriteStartObject();
        json.WriteString("run", run.Folder);
        json.WriteString("results", run.Bucket);
        json.WriteNumber("batchSize", run.BatchSize);
        json.WriteString("part", part);
        json.WriteString("folder", folder);
        json.WriteEndObject();
    }

    private static string[] Names(JsonElement asked, string name) =>
        asked.Member(name) is not { ValueKind: JsonValueKind.Array } list ? []
        :
        [
            .. list.EnumerateArray().Select(
                one => one.ValueKind == JsonValueKind.String ? one.GetString()! : throw new FormatException(Form)),
        ];
}
