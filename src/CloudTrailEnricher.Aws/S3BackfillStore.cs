using Amazon.S3;
using Amazon.S3.Model;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Aws;

/// <summary>The buckets as a backfill uses them, in S3.</summary>
/// <param name="client">The client; the caller disposes of it.</param>
public sealed class S3BackfillStore(IAmazonS3 client) : IBackfillStore
{
    /// <inheritdoc/>
    public async Task<Stream> OpenAsync(LogObject item, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetObjectStreamAsync(item.Bucket, item.Key, additionalProperties: null, cancellationToken);
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(client, $"{item}: cannot be read", $"s3:GetObject on arn:aws:s3:::{item.Bucket}/{item.Key}", e);
        }
    }

    /// <inheritdoc/>
    public async Task PutAsync(LogObject item, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var body = Streams.Over(content);
        var request = new PutObjectRequest
        {
            BucketName = item.Bucket,
            Key = item.Key,
            InputStream = body,
            AutoCloseStream = false,
            UseChunkEncoding = false,
            ContentType = "application/json",
        };
        try
        {
            await client.PutObjectAsync(request, cancellationToken);
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(client, $"{item}: cannot be written", $"s3:PutObject on arn:aws:s3:::{item.Bucket}/{item.Key}", e);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> FoldersAsync(string bucket, string prefix, CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, Delimiter = "/" };
        do
        {
            var page = await S3Listing.PageAsync(client, request, cancellationToken);
            folders.AddRange(page.CommonPrefixes ?? []);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);

        return folders;
    }

    /// <inheritdoc/>
    public async Task<ListedPage> ListAsync(string bucket, string prefix, string? after, CancellationToken cancellationToken)
    {
        var page = await S3Listing.PageAsync(
            client,
            new ListObjectsV2Request
            {
                BucketName = bucket,
                Prefix = prefix,
                StartAfter = after,
                OptionalObjectAttributes = ["RestoreStatus"],
            },
            cancellationToken);
        return new ListedPage([.. (page.S3Objects ?? []).Select(Listed)], page.IsTruncated != true);
    }

    private static ListedObject Listed(S3Object item) => new(item.Key, item.ETag?.Trim('"'), item.Size ?? 0, IsArchived(item));

    /// <summary>
    /// An object in one of these classes can be read only while a restored copy of it exists. Of Intelligent-Tiering's archive tiers the
    /// listing says nothing; only reading them shows it.
    /// </summary>
    private static bool IsArchived(S3Object item) =>
        (item.StorageClass == S3StorageClass.Glacier || item.StorageClass == S3StorageClass.DeepArchive)
        && item.RestoreStatus is not { IsRestoreInProgress: not true, RestoreExpiryDate: not null };
}
