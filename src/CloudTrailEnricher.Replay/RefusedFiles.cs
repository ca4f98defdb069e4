using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// Files that may not be read. One among others fails alone; where all are refused, the reason is said once and the run ends: it is the
/// caller's permission, not the files. Safe to use from several threads.
/// </summary>
/// <param name="most">After so many without a single file that could be read, nothing better is expected.</param>
/// <param name="fail">Takes the files that fail alone.</param>
internal sealed class RefusedFiles(int most, Action<FileFailure> fail)
{
    private readonly Lock _lock = new();
    private List<(FileFailure Failure, AwsSetupException Error)>? _pending = [];

    /// <summary>Notes that a file was handled: the refused ones are exceptions.</summary>
    public void Handled()
    {
        if (_pending is not null)
        {
            lock (_lock)
            {
                _pending?.ForEach(one => fail(one.Failure));
                _pending = null;
            }
        }
    }

    /// <summary>Adds a file that was refused.</summary>
    /// <exception cref="AwsSetupException">Nothing but refusals has come.</exception>
    public void Add(FileFailure failure, AwsSetupException error)
    {
        lock (_lock)
        {
            if (_pending is null)
            {
                fail(failure);
                return;
            }

            _pending.Add((failure, error));
            if (_pending.Count >= most)
            {
                throw _pending[0].Error;
            }
        }
    }

    /// <summary>Notes that no more files come.</summary>
    /// <exception cref="AwsSetupException">All of several files were refused.</exception>
    public void End()
    {
        lock (_lock)
        {
            if (_pending is { Count: > 1 })
            {
                throw _pending[0].Error;
            }
        }

        Handled();
    }
}
