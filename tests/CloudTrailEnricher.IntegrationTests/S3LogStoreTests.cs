using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3.Model;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.IntegrationTests;

public sealed class S3LogStoreTests(AwsEmulator emulator)
{
    private static readonly ContentHeaders GzippedJson = new("application/json", "gzip");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AWSLogs/plain.json.gz")]
    [InlineData("a prefix+with/per%cent/ümläut=and/AWSLogs/x.json.gz")]
    public async Task A_log_file_is_read_with_its_headers(string key)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var content = TestFiles.LogFile("{}");
        await aws.UploadAsync(key, content, "application/x-gzip", "gzip");

        var file = await aws.Store.GetAsync(aws.At(key), Token);

        Assert.Equal(content, file.Content.ToArray());
        Assert.Equal(new ContentHeaders("application/x-gzip", "gzip"), file.Headers);
        Assert.Matches("^[0-9a-f]{32}$", file.ETag);
        Assert.InRange(file.LastModified, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task A_missing_object_is_an_error_that_names_it_and_the_remedy()
    {
        using var aws = await Deployment.CreateAsync(emulator);

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => aws.Store.GetAsync(aws.At("AWSLogs/gone.json.gz"), Token));

        Assert.Equal(
            $"s3://{aws.Bucket}/AWSLogs/gone.json.gz: no such object; it was deleted or moved since it was announced. "
            + "Restore it, or drop its message: trying again does not help",
            error.Message);
    }

    [Fact]
    public async Task A_missing_bucket_is_an_error_that_names_the_object()
    {
        using var aws = await Deployment.CreateAsync(emulator);

        var error = await Assert.ThrowsAsync<AwsSetupException>(() => aws.Store.GetAsync(new("no-such-bucket-anywhere", "x"), Token));

        Assert.StartsWith(
            "s3://no-such-bucket-anywhere/x: cannot be read: there is no such bucket; check its name",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_over_the_limit_is_refused_before_it_is_read()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.UploadAsync("big", new byte[1001]);

        var error = await Assert.ThrowsAsync<IOException>(
            () => new S3LogStore(aws.Clients.S3, maxObjectBytes: 1000).GetAsync(aws.At("big"), Token));

        Assert.Equal(
            $"s3://{aws.Bucket}/big: cannot be read: 1001 bytes, more than the limit of 1000; CloudTrail's log files are far smaller",
            error.Message);
    }

    [Fact]
    public async Task A_body_that_is_cut_off_is_an_error()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(
            server,
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"00112233445566778899aabbccddeeff\"\r\nConnection: close\r\n\r\nonly this");
        using var clients = new AwsClients(new AwsConnection
        {
            Endpoint = new Uri($"http://{server.LocalEndpoint}"),
            Credentials = new BasicAWSCredentials("test", "test"),
        });

        var error = await Assert.ThrowsAsync<IOException>(() => new S3LogStore(clients.S3).GetAsync(new("bucket", "key"), Token));

        Assert.StartsWith("s3://bucket/key: cannot be read: The response ended", error.Message, StringComparison.Ordinal);
        await answering;
    }

    [Fact]
    public async Task A_copy_that_does_not_exist_is_not_found()
    {
        using var aws = await Deployment.CreateAsync(emulator);

        Assert.Null(await aws.Store.FindCopyAsync(aws.At("enriched/none"), Token));
    }

    [Theory]
    [InlineData("AWSLogs/plain.json.gz", "0123abcd")]
    [InlineData("a prefix+with/per%cent/ümläut=and/AWSLogs/x.json.gz", null)]
    public async Task What_a_copy_says_of_itself_is_read_back(string sourceKey, string? sourceETag)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var copy = aws.At("enriched/" + sourceKey);
        var description = new CopyDescription(aws.At(sourceKey), sourceETag, 10, 5, 2, 3, "1.2.3");

        Assert.True(await aws.Store.TryPutCopyAsync(copy, "{}"u8.ToArray(), GzippedJson, description, replaces: null, Token));

        Assert.Equal(description, (await aws.Store.FindCopyAsync(copy, Token))?.Description);
    }

    [Fact]
    public async Task An_object_of_somebody_else_has_no_description()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.UploadAsync("enriched/foreign", [1]);

        var found = await aws.Store.FindCopyAsync(aws.At("enriched/foreign"), Token);

        Assert.NotNull(found);
        Assert.Null(found.Description);
    }

    [Fact]
    public async Task A_copy_has_the_bytes_and_headers_that_it_was_given()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var content = TestFiles.LogFile("{}");
        byte[] larger = [0, .. content, 0];

        await aws.Store.TryPutCopyAsync(
            aws.At("enriched/a"), larger.AsMemory(1, content.Length), GzippedJson, Description(aws), replaces: null, Token);

        var head = await aws.Clients.S3.GetObjectMetadataAsync(aws.Bucket, "enriched/a", Token);
        Assert.Equal(content, await aws.DownloadAsync("enriched/a"));
        Assert.Equal(("application/json", "gzip"), (head.Headers.ContentType, head.Headers.ContentEncoding));
    }

    [Fact]
    public async Task The_first_copy_is_written_only_where_there_is_none()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var copy = aws.At("enriched/a");

        Assert.True(await aws.Store.TryPutCopyAsync(copy, "1"u8.ToArray(), GzippedJson, Description(aws), replaces: null, Token));
        Assert.False(await aws.Store.TryPutCopyAsync(copy, "2"u8.ToArray(), GzippedJson, Description(aws), replaces: null, Token));

        Assert.Equal("1"u8.ToArray(), await aws.DownloadAsync("enriched/a"));
    }

    [Fact]
    public async Task A_copy_is_replaced_only_while_it_is_the_one_that_was_seen()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var copy = aws.At("enriched/a");
        await aws.Store.TryPutCopyAsync(copy, "1"u8.ToArray(), GzippedJson, Description(aws), replaces: null, Token);
        var first = await aws.Store.FindCopyAsync(copy, Token);

        Assert.True(await aws.Store.TryPutCopyAsync(copy, "2"u8.ToArray(), GzippedJson, Description(aws), first, Token));
        Assert.False(await aws.Store.TryPutCopyAsync(copy, "3"u8.ToArray(), GzippedJson, Description(aws), first, Token));

        Assert.Equal("2"u8.ToArray(), await aws.DownloadAsync("enriched/a"));
    }

    [Fact]
    public async Task A_copy_that_vanished_is_not_replaced()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var copy = aws.At("enriched/a");
        await aws.Store.TryPutCopyAsync(copy, "1"u8.ToArray(), GzippedJson, Description(aws), replaces: null, Token);
        var first = await aws.Store.FindCopyAsync(copy, Token);
        await aws.Clients.S3.DeleteObjectAsync(aws.Bucket, copy.Key, Token);

        Assert.False(await aws.Store.TryPutCopyAsync(copy, "2"u8.ToArray(), GzippedJson, Description(aws), first, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_copied_byte_for_byte_with_its_headers(bool headersAreKnown)
    {
        const string Key = "a prefix+with/per%cent/ümläut=and/AWSLogs/x.json.gz";
        using var aws = await Deployment.CreateAsync(emulator);
        var content = TestFiles.LogFile("{}");
        await aws.UploadAsync(Key, content, "application/x-gzip", "gzip");
        var source = await aws.Store.GetAsync(aws.At(Key), Token);
        var description = CopyDescription.Unchanged(aws.At(Key), headersAreKnown ? source.ETag : null);

        await aws.Store.CopyAsync(aws.At("enriched/" + Key), headersAreKnown ? source.Headers : default, description, Token);

        var copy = await aws.Store.GetAsync(aws.At("enriched/" + Key), Token);
        Assert.Equal(content, copy.Content.ToArray());
        Assert.Equal(source.Headers, copy.Headers);
        Assert.Equal(
            description with { SourceETag = source.ETag }, (await aws.Store.FindCopyAsync(aws.At("enriched/" + Key), Token))?.Description);
    }

    [Fact]
    public async Task A_copy_of_a_missing_object_is_an_error_that_names_it()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var description = CopyDescription.Unchanged(aws.At("AWSLogs/gone"), null);

        var unknownHeaders = await Assert.ThrowsAsync<FileNotFoundException>(
            () => aws.Store.CopyAsync(aws.At("enriched/gone"), default, description, Token));
        var knownHeaders = await Assert.ThrowsAsync<FileNotFoundException>(
            () => aws.Store.CopyAsync(aws.At("enriched/gone"), GzippedJson, description, Token));

        Assert.StartsWith($"s3://{aws.Bucket}/AWSLogs/gone: no such object", unknownHeaders.Message, StringComparison.Ordinal);
        Assert.StartsWith($"s3://{aws.Bucket}/AWSLogs/gone: no such object", knownHeaders.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_are_encrypted_with_the_key_that_was_chosen()
    {
        const string Key = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000";
        using var aws = await Deployment.CreateAsync(emulator);
        await aws.UploadAsync("AWSLogs/a", [1]);
        var store = new S3LogStore(aws.Clients.S3, Key);

        await store.TryPutCopyAsync(aws.At("enriched/put"), "1"u8.ToArray(), GzippedJson, Description(aws), replaces: null, Token);
        await store.CopyAsync(aws.At("enriched/copied"), GzippedJson, CopyDescription.Unchanged(aws.At("AWSLogs/a"), null), Token);

        foreach (var copy in new[] { "enriched/put", "enriched/copied" })
        {
            GetObjectMetadataResponse head = await aws.Clients.S3.GetObjectMetadataAsync(aws.Bucket, copy, Token);
            Assert.Equal(("aws:kms", Key), (head.ServerSideEncryptionMethod?.Value, head.ServerSideEncryptionKeyManagementServiceKeyId));
        }
    }

    private static CopyDescription Description(Deployment aws) => CopyDescription.Unchanged(aws.At("AWSLogs/a"), "abc");

    private static async Task AnswerAsync(TcpListener server, string answer)
    {
        using var client = await server.AcceptTcpClientAsync(Token);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[64 * 1024], Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Token);
    }
}
