using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Outputs;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>
/// Copies in the bucket: one is complete when its metadata name this version, its source's ETag and, where anything was redacted, what was
/// decided, which the first release did not write. The table holds their evidence.
/// </summary>
internal sealed class CopiesInBucket(ILogStore store, EnrichedPrefix prefix) : IFinishedCopies
{
    public bool HoldEvidence => true;

    public async Task<bool> HasAsync(ObjectCreated file, CancellationToken cancellationToken) =>
        file.ETag is not null
        && LogFileKey.TryParse(file.File.Key, out _)
        && !prefix.Contains(file.File.Key)
        && await store.FindCopyAsync(file.File with { Key = prefix.KeyFor(file.File.Key) }, cancellationToken) is { Description: { } copy }
        && copy.SourceETag == file.ETag
        && copy.Version == CopyDescription.CurrentVersion
        && copy is { Redacted: 0 } or { Decisions: not null };

    public void Add(ObjectCreated file)
    {
    }
}
