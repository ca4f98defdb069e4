using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Aws;

/// <summary>Lists a bucket, a page at a time.</summary>
/// <param name="client">The client; the caller disposes of it.</param>
public sealed class S3Listing(IAmazonS3 client)
{
    /// <summary>
    /// The objects below a prefix, in the order of their keys; <see cref="ObjectCreated.EventTime"/> is when each was written.
    /// </summary>
    /// <exception cref="IOException">The bucket cannot be listed.</exception>
    public async IAsyncEnumerable<ObjectCreated> WalkAsync(
        string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        do
        {
            var page = await PageAsync(client, request, cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                yield return new ObjectCreated(new LogObject(bucket, item.Key))
                {
                    ETag = item.ETag?.Trim('"'),
                    Size = item.Size,
                    EventTime = item.LastModified is { } time ? time.ToUniversalTime() : null,
                };
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>Finds out whether a prefix can be listed at all.</summary>
    /// <exception cref="IOException">The bucket cannot be listed.</exception>
    public Task CheckAsync(string bucket, string prefix, CancellationToken cancellationToken) =>
        PageAsync(client, new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, MaxKeys = 1 }, cancellationToken);

    /// <summary>One page of a listing.</summary>
    /// <exception cref="IOException">The bucket cannot be listed.</exception>
    internal static async Task<ListObjectsV2Response> PageAsync(
        IAmazonS3 client, ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ListObjectsV2Async(request, cancellationToken);
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(
                client,
                $"s3://{request.BucketName}/{request.Prefix}: cannot be listed",
                $"s3:ListBucket on arn:aws:s3:::{request.BucketName}",
                e);
        }
    }
}
