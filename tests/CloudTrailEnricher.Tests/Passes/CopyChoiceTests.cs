using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>What a deployment may choose about its copies: which files get one, whether it is ever replaced, and where it goes.</summary>
public sealed class CopyChoiceTests
{
    private const string Arn = "arn:aws:sts::123456789012:assumed-role/Admin/person";

    private static readonly string SignIn = File(SwitchRole(Arn, Created, "203.0.113.9", Agent, eventId: "s-1"));
    private static readonly string Console = File(Redacted(Arn));
    private static readonly string Plain = File("""{"eventName":"Decrypt","sourceIPAddress":"192.0.2.7"}""");

    [Fact]
    public async Task A_file_with_nothing_redacted_is_left_where_only_changed_files_are_copied()
    {
        var deployment = new LocalDeployment(new PassOptions { CopyUnchanged = false, SettleTime = TimeSpan.Zero });
        var plain = deployment.Upload(Plain);
        var console = deployment.Upload(Console);

        Assert.Equal(EnrichOutcome.Left, await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(plain))));
        Assert.Equal(EnrichOutcome.Published, await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(console))));
        Assert.Equal([new LogObject("trail", "enriched/" + console.Key)], deployment.Store.Copies);
    }

    [Fact]
    public async Task A_file_that_was_overwritten_by_one_with_nothing_redacted_does_not_keep_the_copy_of_what_it_was()
    {
        var deployment = new LocalDeployment(new PassOptions { CopyUnchanged = false, SettleTime = TimeSpan.Zero });
        var file = deployment.Upload(Console);
        await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file)));
        deployment.Replace(file, Utf8(Plain));

        Assert.Equal(EnrichOutcome.Copied, await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file))));
        Assert.Equal(Utf8(Plain), deployment.Store.ContentOf(Assert.Single(deployment.Store.Copies)));
        Assert.Equal(EnrichOutcome.AlreadyPublished, await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file))));
    }

    [Theory]
    [InlineData(true, EnrichOutcome.Improved, false)]
    [InlineData(false, EnrichOutcome.AlreadyPublished, true)]
    public async Task Late_evidence_improves_a_copy_unless_copies_are_written_once(bool improve, EnrichOutcome expected, bool isOutdated)
    {
        var deployment = new LocalDeployment(new PassOptions { ImproveCopies = improve, SettleTime = TimeSpan.Zero });
        var console = deployment.Upload(Console);
        await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(console)));
        var before = deployment.Store.ContentOf(Assert.Single(deployment.Store.Copies));

        await deployment.IndexAsync(deployment.Upload(SignIn));
        var released = Assert.Single(deployment.Queued, request => request.File == console);
        var report = await deployment.ReportOfAsync(released);

        Assert.Equal((expected, isOutdated), (report.Outcome, report.IsOutdated));
        Assert.Equal(improve, !before.AsSpan().SequenceEqual(deployment.Store.ContentOf(Assert.Single(deployment.Store.Copies))));
    }

    [Fact]
    public async Task A_repeated_message_without_new_evidence_is_not_counted_as_outdated()
    {
        var deployment = new LocalDeployment(new PassOptions { ImproveCopies = false, SettleTime = TimeSpan.Zero });
        var console = new EnrichRequest(new ObjectCreated(deployment.Upload(Console)));
        await deployment.EnrichAsync(console);

        var report = await deployment.ReportOfAsync(console);
        Assert.Equal((EnrichOutcome.AlreadyPublished, false), (report.Outcome, report.IsOutdated));
    }

    [Fact]
    public async Task Copies_go_to_the_other_bucket_where_one_is_named()
    {
        var deployment = new LocalDeployment(new PassOptions { EnrichedBucket = "copies", SettleTime = TimeSpan.Zero });
        var plain = deployment.Upload(Plain);
        var console = deployment.Upload(Console);

        await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(plain)));
        await deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(console)));

        Assert.Equal(
            [new LogObject("copies", "enriched/" + plain.Key), new LogObject("copies", "enriched/" + console.Key)],
            deployment.Store.Copies.OrderBy(copy => copy.Key, StringComparer.Ordinal));
    }
}
