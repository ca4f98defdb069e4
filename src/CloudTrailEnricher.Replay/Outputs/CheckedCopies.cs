using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>
/// Compares each copy in a folder with what its source and the evidence give today (<c>verify</c>), and names those that differ.
/// Safe to use from several threads.
/// </summary>
/// <param name="folder">The folder of the copies.</param>
/// <param name="mend">Whether copies that differ are made anew; otherwise nothing is written.</param>
internal sealed class CheckedCopies(OutputFolder folder, bool mend) : ICopies
{
    private readonly Lock _lock = new();
    private readonly List<FileFailure> _mended = [];
    private long _sound;

    /// <summary>What was found so far.</summary>
    public VerifiedCopies Result
    {
        get
        {
            lock (_lock)
            {
                return new VerifiedCopies(_sound, [.. _mended.OrderBy(one => one.File, StringComparer.Ordinal)]);
            }
        }
    }

    /// <inheritdoc/>
    public async Task PutAsync(LogObject source, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(source);
        if (await DifferenceAsync(path, content, cancellationToken) is not { } difference)
        {
            Interlocked.Increment(ref _sound);
            return;
        }

        if (!mend)
        {
            throw new IOException($"its copy {path} {difference}; verify --resume makes it anew");
        }

        await folder.PutAsync(source, content, cancellationToken);
        lock (_lock)
        {
            _mended.Add(new FileFailure(path, difference));
        }
    }

    /// <summary>What is wrong with the copy; null when it is as it should be.</summary>
    private static async Task<string?> DifferenceAsync(string path, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        if (LocalFileSystem.Instance.FindUnfollowed(path) is not { } entry)
        {
            return "is missing";
        }

        if (entry.Kind != FileKind.Regular)
        {
            return "is no regular file";
        }

        var found = await InputFile.ReadAsync(path, cancellationToken);
        var same = found.AsSpan().CommonPrefixLength(expected.Span);
        return same == expected.Length && same == found.Length
            ? null
            : $"differs from what its source and the evidence give, from byte {same} on";
    }
}

/// <summary>What <c>verify</c> found.</summary>
/// <param name="Sound">How many copies are as they should be.</param>
/// <param name="Mended">Those that were not, and were made anew.</param>
internal sealed record VerifiedCopies(long Sound, IReadOnlyList<FileFailure> Mended);
