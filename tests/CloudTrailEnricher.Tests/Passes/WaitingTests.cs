using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Passes;

public sealed class WaitingTests
{
    private const string Attributes = "\"attributes\":{\"creationDate\":\"2022-03-17T01:31:31Z\"}";

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
        var file = await _deployment.PublishAtDeadlineAsync(File(Redacted()));
        Assert.Equal(0, (await _deployment.DescriptionOfAsync(file))?.Recovered);

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole())));
        await _deployment.DrainAsync();

        Assert.Equal(2, (await _deployment.DescriptionOfAsync(file))?.Recovered);
    }

    [Fact]
    public async Task A_later_call_decides_what_browser_calls_left_ambiguous()
    {
        var file = await _deployment.PublishAtDeadlineAsync(File(
            Redacted(eventTime: "2022-03-17T02:00:00Z"),
            Sibling("2022-03-17T01:50:00Z"),
            Sibling("2022-03-17T02:10:00Z", address: "192.0.2.9", agent: "Mozilla/9", eventId: "b-2")));
        Assert.Equal(
            (0, 2), ((await _deployment.DescriptionOfAsync(file))?.Recovered, (await _deployment.DescriptionOfAsync(file))?.Ambiguous));

        // In the same ten minutes as the event: the first address was still in use after it.
        await _deployment.IndexAsync(_deployment.Upload(File(Sibling("2022-03-17T02:05:00Z", eventId: "b-3"))));
        await _deployment.DrainAsync();

        Assert.Equal(
            (2, 0), ((await _deployment.DescriptionOfAsync(file))?.Recovered, (await _deployment.DescriptionOfAsync(file))?.Ambiguous));
    }

    [Fact]
    public async Task A_file_that_browser_calls_decide_is_published_at_once_and_noted()
    {
        var file = _deployment.Upload(File(Redacted(), Sibling("2022-03-17T01:50:00Z")));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();

        Assert.Contains("\"match\":\"browserSibling\"", _deployment.CopyOf(file), StringComparison.Ordinal);
        Assert.Equal([file], await _deployment.WaitingAsync());
    }

    [Fact]
    public async Task A_call_that_says_what_is_known_already_releases_nothing_and_one_from_elsewhere_does()
    {
        var file = _deployment.Upload(File(Redacted(), Sibling("2022-03-17T01:50:00Z")));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();

        await _deployment.IndexAsync(_deployment.Upload(File(Sibling("2022-03-17T02:50:00Z", eventId: "b-2"))));
        Assert.DoesNotContain(_deployment.Queued, request => request.File == file);

        await _deployment.IndexAsync(_deployment.Upload(File(Sibling("2022-03-17T02:55:00Z", address: "192.0.2.9", eventId: "b-3"))));
        Assert.Contains(_deployment.Queued, request => request.File == file);
    }

    [Fact]
    public async Task A_call_of_another_sign_in_session_releases_a_file_even_if_its_address_and_agent_are_known()
    {
        var file = await _deployment.PublishAtDeadlineAsync(File(In("one", Redacted()), In("two", Sibling("2022-03-17T01:50:00Z"))));
        Assert.Equal(
            (2, 2), ((await _deployment.DescriptionOfAsync(file))?.Redacted, (await _deployment.DescriptionOfAsync(file))?.Unresolved));

        await _deployment.IndexAsync(_deployment.Upload(File(In("one", Sibling("2022-03-17T01:55:00Z", eventId: "b-2")))));
        await _deployment.DrainAsync();

        Assert.Equal(2, (await _deployment.DescriptionOfAsync(file))?.Recovered);

        static string In(string session, string record) => record.Replace(
            Attributes, $"{Attributes},\"signInSessionArn\":\"arn:aws:signin:us-east-1:123456789012:session/{session}\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_that_follows_a_sign_in_with_every_value_changes_nothing_on_the_live_path()
    {
        var file = _deployment.Upload(File(Redacted(), SwitchRole()));
        await _deployment.IndexAsync(file);
        await _deployment.DrainAsync();
        var before = _deployment.CopyOf(file);

        await _deployment.IndexAsync(_deployment.Upload(File(SwitchRole(eventId: "s-2", address: "192.0.2.9", agent: "Mozilla/9"))));
        await _deployment.IndexAsync(file);
        _deployment.Time.Advance(TimeSpan.FromMinutes(15));
        await _deployment.DrainAsync();

        Assert.Equal(before, _deployment.CopyOf(file));
    }

    [Fact]
    public async Task Sign_ins_that_disagree_turn_an_unresolved_copy_into_an_ambiguous_one()
    {
        var file = await _deployment.PublishAtDeadlineAsync(File(Redacted()));

        await _deployment.IndexAsync(
            _deployment.Upload(File(SwitchRole(), SwitchRole(eventId: "s-2", address: "192.0.2.9", agent: "Mozilla/9"))));
        await _deployment.DrainAsync();

        Assert.Contains("\"match\":\"ambiguous\"", _deployment.CopyOf(file), StringComparison.Ordinal);
    }
}
