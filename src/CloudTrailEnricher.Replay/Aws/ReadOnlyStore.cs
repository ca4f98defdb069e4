using CloudTrailEnricher.LocalStores;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>A bucket that is only read: copies go to a folder, or nowhere.</summary>
internal sealed class ReadOnlyStore(ILogStore bucket, OutputFolder? folder) : ILogStore
{
    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) => bucket.GetAsync(source, cancellationToken);

    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) => Task.FromResult<PublishedCopy?>(null);

    public async Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            await folder.WriteAsync(copy.Key, content, cancellationToken);
        }

        return true;
    }

    public async Task CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            var source = await bucket.GetAsync(description.Source, cancellationToken);
            await folder.WriteAsync(copy.Key, source.Content, cancellationToken);
        }
    }
}
