namespace CloudTrailEnricher.Passes;

/// <summary>Lets as many files be worked on at once as fit into memory. One that is larger than all of it goes alone.</summary>
public sealed class MemoryBudget : IDisposable
{
    private const long Unit = 1 << 20;

    /// <summary>A file's bytes, its copy's, and as much again for what is between the two.</summary>
    private const int TimesSize = 3;

    /// <summary>What any file takes: buffers and windows.</summary>
    private const long Least = 4 * Unit;

    /// <summary>Assumed for a file of unknown size. Real log files are far smaller.</summary>
    private const long UnknownSize = 8 * Unit;

    private readonly SemaphoreSlim _units;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly int _all;

    /// <summary>Takes a budget.</summary>
    /// <param name="bytes">How much memory the files may take together.</param>
    public MemoryBudget(long bytes)
    {
        _all = (int)Math.Clamp(bytes / Unit, 1, int.MaxValue);
        _units = new SemaphoreSlim(_all);
    }

    /// <summary>Half of the memory that this process may have; the rest is the program's own, and slack.</summary>
    public static MemoryBudget HalfOfAll() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>Waits until there is memory for a file.</summary>
    /// <param name="size">The file's size in bytes; null where it is unknown.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The memory; disposing gives it back.</returns>
    public async Task<IDisposable> TakeAsync(long? size, CancellationToken cancellationToken)
    {
        var units = (int)Math.Min(_all, (Least + (TimesSize * (size ?? UnknownSize))) / Unit);
        var taken = 0;
        try
        {
            // One after the other: two files that had half of what they need each would wait for each other.
            await _turn.WaitAsync(cancellationToken);
            try
            {
                for (; taken < units; taken++)
                {
                    await _units.WaitAsync(cancellationToken);
                }
            }
            finally
            {
                _turn.Release();
            }

            return new Share(_units, units);
        }
        catch (OperationCanceledException) when (taken > 0)
        {
            _units.Release(taken);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _units.Dispose();
        _turn.Dispose();
    }

    private sealed class Share(SemaphoreSlim units, int taken) : IDisposable
    {
        private int _taken = taken;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _taken, 0) is > 0 and var given)
            {
                units.Release(given);
            }
        }
    }
}
