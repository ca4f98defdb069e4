using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>Objects that are replaced under the same key while their messages are on the way.</summary>
public sealed class OverwrittenTests
{
    private static readonly string Unredacted = File("""{"eventName":"Decrypt","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2"}""");

    private readonly LocalDeployment _deployment = new();

    [Fact]
    public async Task The_message_names_the_ETag_of_what_was_read()
    {
        var file = _deployment.Upload(Unredacted);
        var queue = new InMemoryEnrichQueue();
        var index = new IndexPass(
            _deployment.Store, _deployment.Evidence, _deployment.Waiting, queue, new PassOptions(), NullLogger<IndexPass>.Instance);

        await index.RunAsync(new ObjectCreated(file) { ETag = "of an earlier object" }, CancellationToken.None);

        var read = await _deployment.Store.GetAsync(file, CancellationToken.None);
        Assert.Equal(read.ETag, Assert.Single(queue.TakeAll()).Announced.ETag);
    }

    [Fact]
    public async Task The_message_of_an_unredacted_file_that_was_overwritten_is_acknowledged_where_the_newer_copy_exists()
    {
        var (file, older, newer) = await OverwriteAsync(Unredacted, File("""{"eventName":"Encrypt","sourceIPAddress":"192.0.2.8"}"""));

        Assert.Equal(EnrichOutcome.Copied, await _deployment.EnrichAsync(newer));
        var copy = _deployment.CopyOf(file);
        Assert.Equal(EnrichOutcome.AlreadyPublished, await _deployment.EnrichAsync(older));
        Assert.Equal(copy, _deployment.CopyOf(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_copy_is_of_the_newer_object_whichever_message_comes_first(bool isOlderFirst)
    {
        var (file, older, newer) = await OverwriteAsync(Unredacted, File(Redacted(), SwitchRole()));

        Assert.Equal(EnrichOutcome.Published, await _deployment.EnrichAsync(isOlderFirst ? older : newer));
        Assert.Equal(EnrichOutcome.AlreadyPublished, await _deployment.EnrichAsync(isOlderFirst ? newer : older));

        Assert.Equal(
            (2, 2), ((await _deployment.DescriptionOfAsync(file))?.Redacted, (await _deployment.DescriptionOfAsync(file))?.Recovered));
    }

    [Fact]
    public async Task The_forced_message_of_an_overwritten_file_replaces_the_newer_objects_copy_of_an_older_version()
    {
        var (file, older, newer) = await OverwriteAsync(Unredacted, File(Redacted(), SwitchRole()));
        await _deployment.EnrichAsync(newer);
        var copy = file with { Key = "enriched/" + file.Key };
        var published = (await _deployment.Store.FindCopyAsync(copy, CancellationToken.None))!;
        await _deployment.Store.TryPutCopyAsync(
            copy, new byte[1], default, published.Description! with { Version = "0.9.0" }, published, CancellationToken.None);

        Assert.Equal(EnrichOutcome.AlreadyPublished, await _deployment.EnrichAsync(older));
        Assert.Equal(EnrichOutcome.Improved, await _deployment.EnrichAsync(older with { Force = true }));
    }

    [Fact]
    public async Task A_file_that_is_overwritten_after_its_copy_was_published_is_held_as_any_new_file()
    {
        var deployment = new LocalDeployment(new PassOptions { SettleTime = TimeSpan.FromMinutes(40) });
        var file = deployment.Upload(File(Redacted()));
        await deployment.IndexAsync(file);
        await DrainAllAsync();

        deployment.Replace(file, Utf8(File(Redacted(eventTime: "2022-03-17T01:33:00Z"))));
        await deployment.IndexAsync(file);

        Assert.Equal([0, 15, 15, 10], await DrainAllAsync());

        async Task<List<double>> DrainAllAsync()
        {
            var delays = new List<double>();
            while (deployment.Delays.Count > 0)
            {
                delays.Add(Assert.Single(deployment.Delays).TotalMinutes);
                deployment.Time.Advance(deployment.Delays[0]);
                await deployment.DrainAsync();
            }

            return delays;
        }
    }

    [Fact]
    public async Task A_store_that_refuses_the_condition_of_an_unchanged_object_is_named()
    {
        var file = _deployment.Upload(Unredacted);
        await _deployment.IndexAsync(file);
        var pass = PassOver(new Substitute(_deployment.Store) { RefusesCopies = true });

        var error = await Assert.ThrowsAsync<IOException>(() => pass.RunAsync(_deployment.Queued[0], CancellationToken.None));

        var etag = (await _deployment.Store.GetAsync(file, CancellationToken.None)).ETag;
        Assert.Equal(
            $"{file}: the store refuses to copy the object although its ETag is still {etag}; check that it supports " +
            $"x-amz-copy-source-if-match",
            error.Message);
    }

    [Fact]
    public async Task A_copy_of_a_source_replaced_meanwhile_is_not_published()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        var older = await _deployment.Store.GetAsync(file, CancellationToken.None);
        _deployment.Replace(file, Utf8(File(Redacted(agent: "Mozilla/1"), SwitchRole())));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        var copy = _deployment.CopyOf(file);
        var pass = PassOver(new Substitute(_deployment.Store) { FirstRead = older });

        var error = await Assert.ThrowsAsync<IOException>(
            () => pass.RunAsync(new EnrichRequest(new ObjectCreated(file)), CancellationToken.None));

        Assert.Equal($"{file}: the object was replaced while it was enriched; trying again reads the newer one", error.Message);
        Assert.Equal(copy, _deployment.CopyOf(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_overwritten_while_it_waits_leaves_no_note(bool isStillRedacted)
    {
        var file = _deployment.Upload(File(Redacted()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        Assert.Equal([file], await _deployment.WaitingAsync());

        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        _deployment.Replace(file, Utf8(isStillRedacted ? File(Redacted(arn: Other), SwitchRole(arn: Other)) : Unredacted));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.DrainAsync();

        Assert.Empty(await _deployment.WaitingAsync());
        Assert.Equal(isStillRedacted ? 2 : 0, (await _deployment.DescriptionOfAsync(file))?.Recovered);
    }

    [Fact]
    public async Task Of_a_file_that_is_overwritten_while_it_waits_for_two_sessions_only_the_note_of_the_one_left_stays()
    {
        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        var file = _deployment.Upload(File(Redacted(), Redacted(arn: Other)));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();

        _deployment.Replace(file, Utf8(File(Redacted(arn: Other))));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.DrainAsync();

        Assert.Empty(await _deployment.WaitingAsync());
        Assert.Equal(2, (await _deployment.DescriptionOfAsync(file))?.Unresolved);
    }

    /// <summary>Indexes a file twice, the second time with another content; gives both messages.</summary>
    private async Task<(LogObject File, EnrichRequest Older, EnrichRequest Newer)> OverwriteAsync(string before, string after)
    {
        var file = _deployment.Upload(before);
        await _deployment.IndexAsync(file);
        _deployment.Replace(file, Utf8(after));
        await _deployment.IndexAsync(file);
        return (file, _deployment.Queued[0], _deployment.Queued[1]);
    }

    private EnrichPass PassOver(ILogStore store) => new(
        store,
        _deployment.Evidence,
        _deployment.Waiting,
        new InMemoryEnrichQueue(),
        new PassOptions(),
        _deployment.Time,
        NullLogger<EnrichPass>.Instance);

    /// <summary>A bucket that misbehaves.</summary>
    private sealed class Substitute(ILogStore store) : ILogStore
    {
        private SourceFile? _firstRead;

        public bool RefusesCopies { get; init; }

        public SourceFile FirstRead
        {
            init => _firstRead = value;
        }

        public async Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _firstRead, null) ?? await store.GetAsync(source, cancellationToken);

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            store.FindCopyAsync(copy, cancellationToken);

        public Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken) =>
            store.TryPutCopyAsync(copy, content, headers, description, replaces, cancellationToken);

        public Task<bool> CopyAsync(
            LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            RefusesCopies ? Task.FromResult(false) : store.CopyAsync(copy, headers, description, cancellationToken);
    }
}
