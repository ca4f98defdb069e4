using System.Collections.Concurrent;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>
/// Keeps what pass 1 has read for pass 2, so that a run over few files reads each of them once. A run whose files do not all fit keeps
/// none: what is kept for long costs more than reading it again. Safe to use from several threads.
/// </summary>
/// <param name="room">How many bytes are kept at most.</param>
internal sealed class RecentSources(long room = RecentSources.Room)
{
    /// <summary>The largest files that CloudTrail delivers have about one megabyte.</summary>
    public const long Room = 8 << 20;

    private readonly ConcurrentDictionary<LogObject, SourceFile> _kept = new();
    private long _left = room;

    /// <summary>Takes out what is kept of a file; otherwise reads it, and keeps it where there is room.</summary>
    public async Task<SourceFile> GetAsync(LogObject file, Func<LogObject, CancellationToken, Task<SourceFile>> read, CancellationToken cancellationToken)
    {
        if (_kept.TryRemove(file, out var kept))
        {
            return kept;
        }

        var source = await read(file, cancellationToken);
        if (Interlocked.Add(ref _left, -source.Content.Length) >= 0)
        {
            _kept.TryAdd(file, source);
        }
        else
        {
            _kept.Clear();
        }

        return source;
    }
}
