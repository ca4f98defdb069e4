using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

/// <summary>When a copy replaces another.</summary>
public sealed class ReplacingTests
{
    private readonly LocalDeployment _deployment = new();

    [Fact]
    public async Task A_message_for_a_released_file_whose_copy_is_complete_does_not_even_read_the_file()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        _deployment.Replace(file, Utf8("no log file any more"));

        Assert.Equal(
            EnrichOutcome.AlreadyPublished, await _deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file)) { Waited = true }));
    }

    [Fact]
    public async Task A_copy_is_never_replaced_by_one_that_knows_less_not_even_by_force()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        var before = _deployment.CopyOf(file);

        // Another table: there, the evidence is not known, or has expired.
        var forgetful = new EnrichPass(
            _deployment.Store, new InMemoryEvidence(), new InMemoryWaitingList(), new InMemoryEnrichQueue(),
            new PassOptions { SettleTime = TimeSpan.Zero }, _deployment.Time, NullLogger<EnrichPass>.Instance);
        foreach (var force in new[] { false, true })
        {
            var report = await forgetful.RunAsync(new EnrichRequest(new ObjectCreated(file)) { Force = force }, CancellationToken.None);
            Assert.Equal(EnrichOutcome.AlreadyPublished, report.Outcome);
        }

        Assert.Equal(before, _deployment.CopyOf(file));
    }

    [Fact]
    public async Task A_copy_that_knows_more_replaces_one_that_recovers_more()
    {
        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        var file = await _deployment.PublishAtDeadlineAsync(File(Redacted(), Redacted(), Redacted(arn: Other), SwitchRole()));
        Assert.Equal((4, 0, 2), await CountsAsync());

        await _deployment.IndexAsync(
            _deployment.Upload(
                File(SwitchRole(eventId: "s-2", address: "192.0.2.9", agent: "Mozilla/9"), SwitchRole(arn: Other, eventId: "s-3"))));
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.DrainAsync();

        Assert.Equal((2, 4, 0), await CountsAsync());

        async Task<(long?, long?, long?)> CountsAsync()
        {
            var copy = await _deployment.DescriptionOfAsync(file);
            return (copy?.Recovered, copy?.Ambiguous, copy?.Unresolved);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task A_copy_with_more_unresolved_does_not_replace_one_of_an_earlier_version(long unresolved, bool isReplaced)
    {
        // An earlier version's copy does not say by what it was decided, and our evidence of the second session may have expired since.
        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        var file = _deployment.Upload(File(Redacted(), Redacted(arn: Other, address: "192.0.2.1"), SwitchRole()));
        await _deployment.Store.TryPutCopyAsync(
            file with { Key = "enriched/" + file.Key }, new byte[1], default, new CopyDescription(
                file, null, 3, 1, 0, unresolved, "0.9.0"), null, CancellationToken.None);

        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.IndexAsync(file);
        await _deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file)));

        Assert.Equal(
            isReplaced ? (2, CopyDescription.CurrentVersion) : (1, "0.9.0"),
            ((await _deployment.DescriptionOfAsync(file))!.Recovered, (await _deployment.DescriptionOfAsync(file))!.Version));
    }

    [Theory]
    [InlineData("0.9.0", false, EnrichOutcome.AlreadyPublished)]
    [InlineData("0.9.0", true, EnrichOutcome.Improved)]
    [InlineData("99.0.0", true, EnrichOutcome.AlreadyPublished)]
    [InlineData(null, true, EnrichOutcome.AlreadyPublished)]
    public async Task An_older_versions_copy_is_replaced_only_when_asked(string? version, bool force, EnrichOutcome outcome)
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        var copy = file with { Key = "enriched/" + file.Key };
        var published = (await _deployment.Store.FindCopyAsync(copy, CancellationToken.None))!;
        await _deployment.Store.TryPutCopyAsync(
            copy, new byte[1], default, published.Description! with
            {
                Version =
                version ?? CopyDescription.CurrentVersion
            }, published, CancellationToken.None);

        Assert.Equal(outcome, await _deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file)) { Force = force }));
    }

    [Fact]
    public async Task The_copy_of_an_object_that_was_replaced_gives_way_to_the_newer_ones()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();

        _deployment.Replace(file, Utf8(File(Redacted(agent: "Mozilla/1"), SwitchRole())));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();

        Assert.Equal(
            (1, 1), ((await _deployment.DescriptionOfAsync(file))?.Redacted, (await _deployment.DescriptionOfAsync(file))?.Recovered));
    }
}
