using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay;

/// <summary>The log files of a run, which goes through them twice.</summary>
internal interface IReplaySource
{
    /// <summary>How many there are; null where nobody has counted.</summary>
    int? Count { get; }

    /// <summary>What there is to say of inputs that are no log files.</summary>
    InputNotes Notes { get; }

    /// <summary>All of them, in the same order each time.</summary>
    IAsyncEnumerable<ObjectCreated> WalkAsync(CancellationToken cancellationToken);

    /// <summary>What counts as a log file, and where it was looked for, in words.</summary>
    string LookedFor { get; }

    /// <summary>What a person knows the file by.</summary>
    string NameOf(LogObject file);
}

/// <summary>Log files on disk.</summary>
internal sealed class LocalSource(ReplayInputs inputs) : IReplaySource
{
    public string LookedFor =>
        "CloudTrail's records (.json, .jsonl, .ndjson, .log, each also with .gz) and S3 events that announce log files, in: "
        + string.Join(", ", inputs.Arguments);

    public int? Count => inputs.Count;

    public InputNotes Notes => inputs.Notes;

    public async IAsyncEnumerable<ObjectCreated> WalkAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in inputs.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }

        await Task.CompletedTask;
    }

    public string NameOf(LogObject file) => inputs.PathOf(file);
}
