using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

public sealed class WaitingTests
{
    private readonly LocalDeployment _deployment = new();

    [Fact]
    public async Task A_file_without_evidence_is_held_for_fifteen_minutes_at_most_at_a_time_until_it_has_settled()
    {
        var deployment = new LocalDeployment(new PassOptions { SettleTime = TimeSpan.FromMinutes(40) });
        var file = deployment.Upload(File(Redacted()));
        await deployment.IndexAsync(file);
        await deployment.DrainAsync();
        var delays = new List<double>();
        while (deployment.Delays.Count > 0)
        {
            delays.Add(Assert.Single(deployment.Delays).TotalMinutes);
            Assert.Null(deployment.CopyOf(file));
            deployment.Time.Advance(deployment.Delays[0]);
            await deployment.DrainAsync();
        }

        Assert.Equal([15, 15, 10], delays);
        Assert.Contains("\"match\":\"none\"", deployment.CopyOf(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_names_a_time_to_come_is_not_held_until_then()
    {
        var file = _deployment.Upload(File(Redacted()));
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));

        var outcome = await _deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file) { EventTime = DateTimeOffset.MaxValue }));

        Assert.Equal(EnrichOutcome.Published, outcome);
    }

    [Fact]
    public async Task Evidence_releases_every_file_that_waits_for_it()
    {
        var files = Enumerable.Range(0, 3).Select(_ => _deployment.Upload(File(Redacted()))).ToArray();
        await _deployment.IndexAsync(files);
        await _deployment.DrainAsync();

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole())));
        await _deployment.DrainAsync();

        Assert.All(files, file => Assert.Contains(Address, _deployment.CopyOf(file), StringComparison.Ordinal));
        Assert.Empty(await _deployment.WaitingAsync());
    }

    [Fact]
    public async Task Evidence_that_was_stored_before_releases_files_too()
    {
        // As after an attempt of pass 1 that died between storing the evidence and releasing the files.
        var file = _deployment.Upload(File(Redacted()));
        var signIn = File(SwitchRole());
        await _deployment.Waiting.AddAsync(LocalDeployment.Session, new WaitingFile(file, null), CancellationToken.None);
        _deployment.Evidence.Put(Scan(signIn).Evidence);

        await _deployment.IndexAsync(_deployment.Upload(signIn));

        Assert.Contains(_deployment.Queued, request => request.File == file && request.Waited);
    }

    [Fact]
    public async Task A_file_of_two_sessions_waits_until_both_are_known()
    {
        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        var file = _deployment.Upload(File(Redacted(), Redacted(arn: Other)));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole())));
        await _deployment.DrainAsync();
        Assert.Null(_deployment.CopyOf(file));
        Assert.Equal([file], await _deployment.WaitingAsync());

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole(arn: Other, eventId: "s-2"))));
        await _deployment.DrainAsync();
        Assert.Equal(4, (await _deployment.DescriptionOfAsync(file))?.Recovered);
        Assert.Empty(await _deployment.WaitingAsync());
    }

    [Fact]
    public async Task A_late_sign_in_improves_a_copy_that_was_published_at_the_deadline()
    {
        var file = await PublishAtDeadlineAsync(File(Redacted()));
        Assert.Equal(0, (await _deployment.DescriptionOfAsync(file))?.Recovered);

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole())));
        await _deployment.DrainAsync();

        Assert.Equal(2, (await _deployment.DescriptionOfAsync(file))?.Recovered);
    }

    [Fact]
    public async Task A_later_browser_call_decides_what_was_ambiguous_after_the_settle_time()
    {
        var file = _deployment.Upload(File(
            Redacted(eventTime: "2022-03-17T02:00:00Z"),
            Sibling("2022-03-17T01:50:00Z"),
            Sibling("2022-03-17T02:10:00Z", address: "192.0.2.9", agent: "Mozilla/9", eventId: "b-2")));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        Assert.Null(_deployment.CopyOf(file));
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.DrainAsync();
        Assert.Contains("\"match\":\"ambiguous\"", _deployment.CopyOf(file), StringComparison.Ordinal);

        await _deployment.IndexAsync(_deployment.Upload(File(Sibling("2022-03-17T02:05:00Z", eventId: "b-3"))));
        await _deployment.DrainAsync();

        Assert.Contains("\"match\":\"browserSibling\"", _deployment.CopyOf(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_ins_that_disagree_turn_an_unresolved_copy_into_an_ambiguous_one()
    {
        var file = await PublishAtDeadlineAsync(File(Redacted()));

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole(), SwitchRole(eventId: "s-2", address: "192.0.2.9", agent: "Mozilla/9"))));
        await _deployment.DrainAsync();

        Assert.Contains("\"match\":\"ambiguous\"", _deployment.CopyOf(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_for_a_released_file_whose_copy_is_complete_does_not_even_read_the_file()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        _deployment.Replace(file, Utf8("no log file any more"));

        Assert.Equal(EnrichOutcome.AlreadyPublished, await _deployment.EnrichAsync(new EnrichRequest(new ObjectCreated(file)) { Waited = true }));
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
            new PassOptions { SettleTime = TimeSpan.Zero }, _deployment.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<EnrichPass>.Instance);
        var kept = await forgetful.RunAsync(new EnrichRequest(new ObjectCreated(file)), CancellationToken.None);
        Assert.Equal((EnrichOutcome.AlreadyPublished, before), (kept.Outcome, _deployment.CopyOf(file)));

        var forced = await forgetful.RunAsync(new EnrichRequest(new ObjectCreated(file)) { Force = true }, CancellationToken.None);
        Assert.Equal((EnrichOutcome.AlreadyPublished, before), (forced.Outcome, _deployment.CopyOf(file)));
    }

    [Fact]
    public async Task A_value_becomes_ambiguous_when_sign_ins_disagree_later_while_another_session_is_recovered()
    {
        const string Other = "arn:aws:sts::123456789012:assumed-role/user02/user02";
        var file = await PublishAtDeadlineAsync(File(Redacted(), Redacted(), Redacted(arn: Other), SwitchRole()));

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole(eventId: "s-2", address: "192.0.2.9", agent: "Mozilla/9"), SwitchRole(arn: Other, eventId: "s-3"))));
        await _deployment.DrainAsync();

        var copy = await _deployment.DescriptionOfAsync(file);
        Assert.Equal((6, 2, 4, 0), (copy?.Redacted, copy?.Recovered, copy?.Ambiguous, copy?.Unresolved));
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
            copy, new byte[1], default, published.Description! with { Version = version ?? CopyDescription.CurrentVersion }, published, CancellationToken.None);

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

        Assert.Equal((1, 1), ((await _deployment.DescriptionOfAsync(file))?.Redacted, (await _deployment.DescriptionOfAsync(file))?.Recovered));
    }

    private async Task<LogObject> PublishAtDeadlineAsync(string content)
    {
        var file = _deployment.Upload(content);
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.DrainAsync();
        return file;
    }
}
