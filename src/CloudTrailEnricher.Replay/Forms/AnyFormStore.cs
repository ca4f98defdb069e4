using System.Collections.Concurrent;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>
/// A store whose files may come in other forms than a log file's. A file is read as a log file first, which costs nothing extra; only
/// where a pass refuses it, it is looked at once more. Safe to use from several threads.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="notes">Takes the entries of such files that are no CloudTrail records.</param>
/// <param name="nameOf">What a person knows a file by.</param>
internal sealed class AnyFormStore(ILogStore store, InputNotes notes, Func<LogObject, string> nameOf) : ILogStore
{
    private readonly ConcurrentDictionary<LogObject, bool> _others = new();

    /// <summary>Runs a pass over a file; once more where the file holds records in another form.</summary>
    public async Task RunAsync(LogObject file, Func<Task> pass, CancellationToken cancellationToken)
    {
        try
        {
            await pass();
        }
        catch (LogFileException) when (!_others.ContainsKey(file))
        {
            if (!await RecognizeAsync(file, cancellationToken))
            {
                throw;
            }

            await pass();
        }
    }

    /// <inheritdoc/>
    public async Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
    {
        var file = await store.GetAsync(source, cancellationToken);
        return _others.ContainsKey(source) ? file with { Content = Read(source, file).AsLogFile() } : file;
    }

    /// <inheritdoc/>
    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
        store.FindCopyAsync(copy, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken)
    {
        if (_others.ContainsKey(description.Source))
        {
            content = Read(description.Source, await store.GetAsync(description.Source, cancellationToken)).With(content);
        }

        return await store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> CopyAsync(
        LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
        store.CopyAsync(copy, headers, description, cancellationToken);

    private async Task<bool> RecognizeAsync(LogObject file, CancellationToken cancellationToken)
    {
        var source = await store.GetAsync(file, cancellationToken);
        if (FormFile.Read(nameOf(file), source.Content) is not { } form)
        {
            return false;
        }

        if (form.Others > 0)
        {
            notes.PassOver(PassedOverKind.OtherEntry, nameOf(file), form.Others);
        }

        return _others.TryAdd(file, true);
    }

    private FormFile Read(LogObject file, SourceFile source) => FormFile.Read(nameOf(file), source.Content)
        ?? throw new IOException($"{nameOf(file)}: the file has changed meanwhile; run again");
}
