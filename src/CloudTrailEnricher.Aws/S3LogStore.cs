using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Aws;

/// <summary>Log files and their enriched copies in S3.</summary>
/// <param name="client">The client; the caller disposes of it.</param>
/// <param name="kmsKeyArn">The key that copies are encrypted with; null for the bucket's own default.</param>
/// <param name="maxObjectBytes">
/// Objects larger than this are refused before they are read: they would not fit into the function's memory.
/// </param>
public sealed class S3LogStore(IAmazonS3 client, string? kmsKeyArn = null, long maxObjectBytes = S3LogStore.MaxObjectBytes) : ILogStore
{
    /// <summary>The largest log file seen has 1 MB uncompressed.</summary>
    public const long MaxObjectBytes = 128L << 20;

    /// <summary>What S3 answers when an object lies in an archive (S3 manual, "Error responses").</summary>
    private const string Archived = "InvalidObjectState";

    /// <inheritdoc/>
    public async Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetObjectAsync(
                new GetObjectRequest { BucketName = source.Bucket, Key = source.Key }, cancellationToken);
            var content = await ReadAsync(response, cancellationToken);
            return new SourceFile(content, Unquoted(response.ETag), LastModified(response.LastModified), HeadersOf(response.Headers));
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
        {
            throw NoSuchObject(source, e);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == Archived)
        {
            throw new ArchivedObjectException(source, e);
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(client, $"{source}: cannot be read", Needs("s3:GetObject", source), e);
        }
    }

    /// <inheritdoc/>
    public async Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken)
    {
        try
        {
            var head = await HeadAsync(copy, cancellationToken);
            return new PublishedCopy(head.ETag, CopyMetadata.Read(head.Metadata));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(client, $"{copy}: cannot see whether the copy exists", Needs("s3:GetObject", copy), e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken)
    {
        using var body = Streams.Over(content);
        var request = new PutObjectRequest
        {
            BucketName = copy.Bucket,
            Key = copy.Key,
            InputStream = body,
            AutoCloseStream = false,
            // The bytes are in memory: signing them whole needs no aws-chunked encoding, which not every S3 takes back out.
            UseChunkEncoding = false,
            IfNoneMatch = replaces is null ? "*" : null,
            IfMatch = replaces?.ETag,
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = kmsKeyArn,
        };
        request.Headers.ContentType = headers.Type;
        request.Headers.ContentEncoding = headers.Encoding;
        CopyMetadata.Write(description, request.Metadata);
        try
        {
            await client.PutObjectAsync(request, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (IsLostRace(e, replaces))
        {
            return false;
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(client, $"{copy}: the copy cannot be written", Needs("s3:PutObject", copy), e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CopyAsync(
        LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        var source = description.Source;
        try
        {
            if (headers == default)
            {
                // A copy with replaced metadata does not take the source's headers. Every object in S3 has a content type, so it was not
                // looked up.
                var head = await HeadAsync(source, cancellationToken);
                headers = HeadersOf(head.Headers);
                description = description with { SourceETag = description.SourceETag ?? Unquoted(head.ETag) };
            }

            var copied = await client.CopyObjectAsync(CopyRequest(copy, headers, description), cancellationToken);
            return !MayBeOfAnother(copied, description.SourceETag)
                || Unquoted((await HeadAsync(source, cancellationToken)).ETag) == description.SourceETag;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw NoSuchObject(source, e);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == Archived)
        {
            throw new ArchivedObjectException(source, e);
        }
        catch (Exception e) when (AwsFault.Is(e, cancellationToken))
        {
            throw AwsFault.Named(
                client, $"{source}: cannot be copied to {copy}", $"{Needs("s3:GetObject", source)}, {Needs("s3:PutObject", copy)}", e);
        }
    }

    private static string Needs(string action, LogObject item) => $"{action} on arn:aws:s3:::{item.Bucket}/{item.Key}";

    private ServerSideEncryptionMethod? Encryption => kmsKeyArn is null ? null : ServerSideEncryptionMethod.AWSKMS;

    private CopyObjectRequest CopyRequest(LogObject copy, ContentHeaders headers, CopyDescription description)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = description.Source.Bucket,
            SourceKey = description.Source.Key,
            ETagToMatch = description.SourceETag is { } etag ? $"\"{etag}\"" : null,
            DestinationBucket = copy.Bucket,
            DestinationKey = copy.Key,
            MetadataDirective = S3MetadataDirective.REPLACE,
            TaggingDirective = TaggingDirective.REPLACE, // Taking tags over would need a permission to read them.
            ServerSideEncryptionMethod = Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = kmsKeyArn,
        };
        request.Headers.ContentType = headers.Type;
        request.Headers.ContentEncoding = headers.Encoding;
        CopyMetadata.Write(description, request.Metadata);
        return request;
    }

    /// <summary>
    /// Whether a copy may have another object's bytes than the source that was named: some stores do not know the condition of a copy. Of
    /// objects that were uploaded at once and are not encrypted with KMS, as log files mostly are, the ETag is the content's MD5.
    /// </summary>
    private static bool MayBeOfAnother(CopyObjectResponse copied, string? sourceETag) =>
        sourceETag is { Length: 32 }
        && copied.ServerSideEncryptionMethod != ServerSideEncryptionMethod.AWSKMS
        && Unquoted(copied.ETag) is { Length: 32 } etag && etag != sourceETag;

    private Task<GetObjectMetadataResponse> HeadAsync(LogObject item, CancellationToken cancellationToken) =>
        client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = item.Bucket, Key = item.Key }, cancellationToken);

    private async Task<ReadOnlyMemory<byte>> ReadAsync(GetObjectResponse response, CancellationToken cancellationToken)
    {
        var length = response.ContentLength;
        if (length > maxObjectBytes)
        {
            throw new IOException($"{length} bytes, more than the limit of {maxObjectBytes}; CloudTrail's log files are far smaller");
        }

        var content = GC.AllocateUninitializedArray<byte>((int)length);
        var read = await response.ResponseStream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);

        // One read past the end: the SDK compares the object's checksum when it meets the end.
        var more = read < length ? 0 : await response.ResponseStream.ReadAsync(new byte[1], cancellationToken);
        return read == length && more == 0
            ? content
            : throw new IOException($"{(more == 0 ? "only " : "more than ")}{read} of {length} bytes arrived; reading it again is safe");
    }

    /// <summary>
    /// 412: the condition did not hold. 409: another conditional write was under way. 404 under If-Match: the copy that was to be replaced
    /// is gone.
    /// </summary>
    private static bool IsLostRace(AmazonS3Exception e, PublishedCopy? replaces) =>
        e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict
        || (replaces is not null && e.ErrorCode == "NoSuchKey");

    private static FileNotFoundException NoSuchObject(LogObject source, Exception e) => new(
        $"{source}: no such object; it was deleted or moved since it was announced. Restore it, or drop its message: trying again does " +
        $"not help", e);

    private static string? Unquoted(string? etag) => etag?.Trim('"') is { Length: > 0 } value ? value : null;

    private static ContentHeaders HeadersOf(HeadersCollection headers) =>
        new(ValueOrNull(headers.ContentType), ValueOrNull(headers.ContentEncoding));

    private static string? ValueOrNull(string? header) => string.IsNullOrEmpty(header) ? null : header;

    private static DateTimeOffset LastModified(DateTime? time) => time is { } value ? value.ToUniversalTime() : DateTimeOffset.MinValue;
}
