using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Backfill;

/// <summary>
/// An invocation by S3 Batch Operations, in version 1.0 or 2.0 of its schema (S3 manual, "Invoke AWS Lambda function"):
/// 1.0 names the bucket by its ARN and URL-encodes keys, as a job's manifest does; 2.0 names bucket and key as they are.
/// </summary>
internal sealed class S3BatchOperations
{
    private const string VersionMember = "invocationSchemaVersion";

    /// <summary>The completion report has one line per object.</summary>
    private const int MaxResult = 1000;

    private readonly string _version;
    private readonly string _invocationId;
    private readonly string[] _taskIds;

    private S3BatchOperations(string version, string invocationId, string[] taskIds, LogObject[] objects)
    {
        _version = version;
        _invocationId = invocationId;
        _taskIds = taskIds;
        Objects = objects;
    }

    /// <summary>The tasks' objects, in the order of the tasks.</summary>
    public IReadOnlyList<LogObject> Objects { get; }

    /// <summary>Whether a message is such an invocation at all.</summary>
    public static bool IsInvocation(JsonElement message) => message.Member(VersionMember) is not null;

    /// <summary>Reads an invocation.</summary>
    /// <exception cref="FormatException">Its version is unknown, or it does not have that version's structure.</exception>
    public static S3BatchOperations Of(JsonElement message)
    {
        var version = message.Text(VersionMember);
        if (version is not ("1.0" or "2.0"))
        {
            throw new FormatException(
                $"S3 Batch Operations, {VersionMember} \"{version}\": known are 1.0 and 2.0; choose one of them in the job");
        }

        if (message.Text("invocationId") is not { } invocationId || message.Member("tasks") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw Incomplete();
        }

        var tasks = list.EnumerateArray().ToArray();
        return new S3BatchOperations(
            version,
            invocationId,
            [.. tasks.Select(task => task.Text("taskId") ?? throw Incomplete())],
            [.. tasks.Select(task => version == "1.0" ? ObjectOfVersion1(task) : ObjectOfVersion2(task))]);
    }

    /// <summary>Answers with one result per task.</summary>
    /// <param name="failures">For each task, why it failed; null where it did not.</param>
    /// <param name="done">For each task, what was done.</param>
    public string Answer(IReadOnlyList<Exception?> failures, IReadOnlyList<string> done) => CompactJson.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString(VersionMember, _version);
        json.WriteString("treatMissingKeysAs", "TemporaryFailure");
        json.WriteString("invocationId", _invocationId);
        json.WriteStartArray("results");
        for (var at = 0; at < _taskIds.Length; at++)
        {
            var failure = failures[at];
            json.WriteStartObject();
            json.WriteString("taskId", _taskIds[at]);
            json.WriteString(
                "resultCode", failure is null ? "Succeeded" : FileBatch.IsTemporary(failure) ? "TemporaryFailure" : "PermanentFailure");
            json.WriteString("resultString", Shortened(failure is null ? done[at] : Failure.Reason(failure)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static LogObject ObjectOfVersion1(JsonElement task)
    {
        var arn = task.Text("s3BucketArn") ?? throw Incomplete();
        return new LogObject(arn[(arn.LastIndexOf(':') + 1)..], Decoded(task.Text("s3Key") ?? throw Incomplete()));
    }

    private static LogObject ObjectOfVersion2(JsonElement task) =>
        new(task.Text("s3Bucket") ?? throw Incomplete(), task.Text("s3Key") ?? throw Incomplete());

    /// <summary>Percent-encoding, in which a plus sign is a plus sign; an encoded space is <c>%20</c>.</summary>
    private static string Decoded(string key) => Uri.UnescapeDataString(key);

    private static string Shortened(string text) =>
        text.Length <= MaxResult ? text : string.Concat(text.AsSpan(0, MaxResult - 1), "…");

    private static FormatException Incomplete() =>
        new("not an invocation by S3 Batch Operations: invocationId, or a task's taskId, s3Key or bucket is missing");
}
