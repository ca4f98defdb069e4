using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.Tests.Passes;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>Both passes over files that ask for agents' calls, in the orders in which these come.</summary>
public sealed class AgentWaitingTests
{
    private readonly LocalDeployment _deployment = new();

    private static SessionKey Agents => SessionKey.TryCreateAgents(Arn, out var agents) ? agents : default;

    [Fact]
    public async Task A_file_whose_agents_calls_are_known_is_published_at_once_and_is_final()
    {
        await RunAsync(_deployment.Upload(File(Call(Request()))));
        var file = _deployment.Upload(File(Caused()));
        await RunAsync(file);

        Assert.Equal(File(With(Caused(), Found())), _deployment.CopyOf(file));
        Assert.True((await _deployment.DescriptionOfAsync(file))!.IsFinal);
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_file_waits_for_an_agents_call_that_comes_later_and_is_released_by_it()
    {
        var file = _deployment.Upload(File(Caused()));
        await RunAsync(file);
        Assert.Null(_deployment.CopyOf(file));
        Assert.Equal([file], await NotesAsync());
        Assert.Equal([TimeSpan.FromMinutes(15)], _deployment.Delays);

        await RunAsync(_deployment.Upload(File(Call(Request()))));

        Assert.Equal(File(With(Caused(), Found())), _deployment.CopyOf(file));
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_call_that_names_other_requests_releases_nothing()
    {
        var file = _deployment.Upload(File(Caused()));
        await RunAsync(file);

        await RunAsync(_deployment.Upload(File(Call(Request("r-2")))), _deployment.Upload(File(Call(Request(), arn: Arn + "2"))));

        Assert.DoesNotContain(_deployment.Queued, request => request.File == file && request.WaitedFor.Count > 0 && !request.Held);
        Assert.Null(_deployment.CopyOf(file));
    }

    [Fact]
    public async Task After_the_settle_time_the_copy_says_that_no_agents_record_names_the_request_and_a_late_one_improves_it()
    {
        var file = await _deployment.PublishAtDeadlineAsync(File(Caused()));
        Assert.Equal(File(With(Caused(), NotFound("noAgentRecord"))), _deployment.CopyOf(file));
        Assert.False((await _deployment.DescriptionOfAsync(file))!.IsFinal);

        await RunAsync(_deployment.Upload(File(Call(Request()))));

        Assert.Equal(File(With(Caused(), Found())), _deployment.CopyOf(file));
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_file_of_two_calls_is_improved_by_each_and_never_loses_what_it_knows()
    {
        var file = await _deployment.PublishAtDeadlineAsync(File(Caused(), Caused("r-2")));

        await RunAsync(_deployment.Upload(File(Call(Request("r-2"), "m-2"))));
        Assert.Equal(File(With(Caused(), NotFound("noAgentRecord")), With(Caused("r-2"), Found("m-2"))), _deployment.CopyOf(file));

        await RunAsync(_deployment.Upload(File(Call(Request()))));
        Assert.Equal(File(With(Caused(), Found()), With(Caused("r-2"), Found("m-2"))), _deployment.CopyOf(file));
    }

    [Fact]
    public async Task A_file_waits_for_a_session_and_for_an_agent_at_once()
    {
        var file = _deployment.Upload(File(Redacted(), Caused()));
        await RunAsync(file);
        await RunAsync(_deployment.Upload(File(Call(Request()))));
        Assert.Null(_deployment.CopyOf(file));

        await RunAsync(_deployment.Upload(File(SwitchRole())));

        Assert.EndsWith($",{With(Caused(), Found())}]}}", _deployment.CopyOf(file), StringComparison.Ordinal);
        Assert.Equal(2, (await _deployment.DescriptionOfAsync(file))!.Recovered);
        Assert.Empty(await NotesAsync());
        Assert.Empty(await _deployment.WaitingAsync());
    }

    [Fact]
    public async Task A_request_that_cannot_be_decided_otherwise_does_not_hold_its_file()
    {
        await RunAsync(_deployment.Upload(File(
            Call(Request() + "," + Request("r-2")), Call(Request(), "m-2", address: "192.0.2.9"))));
        var file = _deployment.Upload(File(Caused(), Caused("r-2", region: "eu-west-1")));
        await RunAsync(file);

        Assert.Contains("\"reason\":\"requestDisputed\"", _deployment.CopyOf(file), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"agentRecordDiffers\"", _deployment.CopyOf(file), StringComparison.Ordinal);
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task A_file_with_more_requests_than_a_note_names_is_released_by_any_call_of_the_principal()
    {
        var file = _deployment.Upload(File([.. Enumerable.Range(0, 251).Select(n => Caused($"q-{n}"))]));
        await RunAsync(file);

        await _deployment.IndexAsync(_deployment.Upload(File(Call(Request()))));

        Assert.Contains(_deployment.Queued, request => request.File == file && request.WaitedFor.SequenceEqual([Agents]));
    }

    private async Task RunAsync(params LogObject[] files)
    {
        await _deployment.IndexAsync(files);
        Assert.Empty(await _deployment.DrainAsync());
    }

    private async Task<IReadOnlyList<LogObject>> NotesAsync() =>
        [.. (await _deployment.Waiting.FindAsync(Agents, CancellationToken.None)).Select(note => note.File)];
}
