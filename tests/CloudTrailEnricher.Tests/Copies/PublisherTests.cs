using System.Text;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Copies;

/// <summary>When a copy replaces the one that stands.</summary>
public sealed class PublisherTests
{
    private static readonly LogObject Object = new("trail", "AWSLogs/x.json.gz");
    private static readonly LogObject Copy = new("trail", "enriched/AWSLogs/x.json.gz");
    private static readonly string Elsewhere = Sibling("2022-03-17T01:33:00Z", "198.51.100.66", eventId: "b-2");

    private readonly InMemoryLogStore _store = new();
    private readonly Publisher _publisher;
    private readonly SourceFile _source = new(Utf8(File(Redacted())), "etag-1", default, default);

    public PublisherTests()
    {
        _store.AddSource(Object, _source);
        _publisher = new Publisher(_store, new EnrichedPrefix("enriched/"), TimeProvider.System);
    }

    [Fact]
    public async Task More_evidence_that_changes_a_value_replaces_the_copy_even_by_fewer_values()
    {
        Assert.Equal(PublishOutcome.Published, await PublishAsync(evidence: [Sibling("2022-03-17T01:32:00Z")]));
        Assert.Equal(PublishOutcome.Improved, await PublishAsync(evidence: [Sibling("2022-03-17T01:32:00Z"), Elsewhere]));
        Assert.Contains("\"ambiguous\"", Encoding.UTF8.GetString(_store.ContentOf(Copy)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Less_evidence_does_not_replace_the_copy_however_current_it_is()
    {
        await PublishAsync(evidence: [Sibling("2022-03-17T01:32:00Z"), Elsewhere]);
        var standing = _store.ContentOf(Copy);
        Assert.Equal(PublishOutcome.KnowsLess, await PublishAsync(evidence: [Elsewhere]));
        Assert.Equal(PublishOutcome.AlreadyPublished, await PublishAsync(evidence: [Elsewhere], isCurrent: true));
        Assert.Equal(standing, _store.ContentOf(Copy));
        Assert.Equal(PublishOutcome.Improved, await PublishAsync(evidence: [Elsewhere], isCurrent: true, terms: new(Force: true, KeepsFinal: false)));
    }

    [Fact]
    public async Task More_evidence_that_changes_nothing_writes_nothing()
    {
        await PublishAsync(evidence: [SwitchRole()]);
        var standing = await _store.FindCopyAsync(Copy, CancellationToken.None);
        Assert.Equal(PublishOutcome.AlreadyPublished, await PublishAsync(evidence: [SwitchRole(), SwitchRole(eventId: "s-2")]));
        Assert.Equal(standing, await _store.FindCopyAsync(Copy, CancellationToken.None));
    }

    [Fact]
    public async Task A_copy_that_sign_ins_decided_stays_on_the_live_path_and_gives_way_in_a_backfill()
    {
        await PublishAsync(evidence: [SwitchRole()]);
        Assert.Equal(PublishOutcome.AlreadyPublished, await PublishAsync(evidence: [SwitchRole(), Elsewhere], terms: new(Force: false, KeepsFinal: true)));
        Assert.Equal(PublishOutcome.Improved, await PublishAsync(evidence: [SwitchRole(), Elsewhere]));
    }

    [Fact]
    public async Task Force_replaces_a_copy_of_an_older_version_but_not_one_of_this_version_that_reads_the_same()
    {
        await PublishAsync(evidence: [SwitchRole()]);
        Assert.Equal(PublishOutcome.AlreadyPublished, await PublishAsync(evidence: [SwitchRole()], terms: new(Force: true, KeepsFinal: false)));
        await OverwriteAsync(copy => copy with { Version = "0.9.0" });
        Assert.Equal(PublishOutcome.AlreadyPublished, await PublishAsync(evidence: [SwitchRole()]));
        Assert.Equal(PublishOutcome.Improved, await PublishAsync(evidence: [SwitchRole()], terms: new(Force: true, KeepsFinal: false)));
    }

    [Fact]
    public async Task A_copy_that_does_not_say_what_it_knew_gives_way_unless_ours_lacks_evidence()
    {
        await PublishAsync(evidence: [SwitchRole()]);
        await OverwriteAsync(copy => copy with { Decisions = null, Knowledge = null });
        Assert.Equal(PublishOutcome.KnowsLess, await PublishAsync(evidence: []));
        Assert.Equal(PublishOutcome.Improved, await PublishAsync(evidence: [SwitchRole()]));
    }

    [Fact]
    public async Task A_copy_of_an_older_content_of_the_object_is_replaced()
    {
        await PublishAsync(evidence: [SwitchRole(), Elsewhere]);
        var newer = _source with { ETag = "etag-2" };
        _store.AddSource(Object, newer);
        Assert.Equal(PublishOutcome.Improved, await PublishAsync(evidence: [Elsewhere], source: newer));
    }

    [Fact]
    public async Task A_copy_of_a_source_replaced_meanwhile_is_not_published()
    {
        var newer = _source with { ETag = "etag-2" };
        _store.AddSource(Object, newer);
        await PublishAsync(evidence: [SwitchRole()], source: newer);
        var error = await Assert.ThrowsAsync<IOException>(() => PublishAsync(evidence: [SwitchRole(), Elsewhere]));
        Assert.Equal($"{Object}: the object was replaced while it was enriched; trying again reads the newer one", error.Message);
    }

    private async Task<PublishOutcome> PublishAsync(string[] evidence, bool isCurrent = false, PublishTerms terms = default, SourceFile? source = null)
    {
        var index = new InMemoryEvidence();
        index.Put(Scan(File(evidence)).Evidence);
        var made = new CopyMaker(new PassOptions(), collectOutcomes: false).Make("test", source ?? _source, BySession(index));
        var knowledge = CopyKnowledge.Describe(index.All.GroupBy(item => item.Session).Select(session => (session.Key, (IReadOnlyList<Evidence>)[.. session])));
        var standing = isCurrent ? (await _store.FindCopyAsync(Copy, CancellationToken.None))!.ETag : null;
        return (await _publisher.PublishAsync(
            Object, source ?? _source, made, knowledge, terms with { CurrentSince = standing }, standing: null, CancellationToken.None)).Outcome;
    }

    private async Task OverwriteAsync(Func<CopyDescription, CopyDescription> change)
    {
        var standing = await _store.FindCopyAsync(Copy, CancellationToken.None);
        Assert.True(await _store.TryPutCopyAsync(
            Copy, _store.ContentOf(Copy), default, change(standing!.Description!), standing, CancellationToken.None));
    }
}
