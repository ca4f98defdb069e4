using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Prints every redacted console event while the run goes on, in the order in which files are done, so that there is no limit to how many
/// they are. When nobody reads any more, the run still makes its copies; the fault is thrown at its end.
/// </summary>
internal abstract class EventRows : IDisposable
{
    private IOException? _fault;

    /// <summary>The rows of a format; null where it has none.</summary>
    public static EventRows? Open(OutputFormat format, TextWriter output) => format switch
    {
        OutputFormat.Csv => new CsvRows(output),
        OutputFormat.Jsonl => new JsonLines(output),
        _ => null,
    };

    /// <summary>Prints an event.</summary>
    public void Add(LogObject file, RecordOutcome outcome) => Try(() => Write(file, outcome));

    /// <summary>Prints what comes after the last event.</summary>
    /// <exception cref="IOException">The rows could not be printed.</exception>
    public void Complete(CompletedReplay result)
    {
        Try(() => WriteEnd(result));
        if (_fault is not null)
        {
            throw new IOException(_fault.Message, _fault);
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Writes one event.</summary>
    protected abstract void Write(LogObject file, RecordOutcome outcome);

    /// <summary>Writes what comes after the last event.</summary>
    protected abstract void WriteEnd(CompletedReplay result);

    private void Try(Action write)
    {
        if (_fault is not null)
        {
            return;
        }

        try
        {
            write();
        }
        catch (IOException e)
        {
            _fault = e;
        }
    }
}
