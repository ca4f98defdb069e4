namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The template's saved queries over the samples.</summary>
public sealed class SavedQueryTests : IAsyncLifetime
{
    private AthenaTables _tables = null!;

    public async ValueTask InitializeAsync() => _tables = await AthenaTables.LoadAsync();

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    [Fact]
    public async Task What_was_recovered_names_rule_and_evidence()
    {
        var rows = await QueryAsync("RecoveredQuery", "2022/01/01", "2023/12/31");
        Assert.Equal(8, rows.Count);
        Assert.Equal(["browserSibling", "signIn", "signIn", "signIn", "signIn", "signIn", "signIn", "signIn"], rows.Select(row => row["rule"]).Order());
        Assert.All(rows, row => Assert.NotNull(row["evidence_id"]));
        Assert.Equal(rows.Select(row => row["eventtime"]).Order(), rows.Select(row => row["eventtime"]));
    }

    [Fact]
    public async Task Days_outside_of_the_range_are_left_out() =>
        Assert.Equal(["198.51.100.23", "198.51.100.23"], (await QueryAsync("RecoveredQuery", "2022/04/18", "2022/04/18")).Select(row => row["sourceipaddress"]));

    [Fact]
    public async Task Console_events_are_counted_by_recovered_addresses()
    {
        var rows = await QueryAsync("ByAddressQuery", "2022/01/01", "2023/12/31");
        Assert.Equal(("3", "1", "2"), rows.Where(row => row["sourceipaddress"] == "198.51.100.23").Select(row => (row["events"], row["principals"], row["recovered_events"])).Single());
        Assert.Equal("2", rows.Single(row => row["sourceipaddress"] == "AWS Internal")["events"]);
        Assert.Equal(8, rows.Sum(row => int.Parse(row["recovered_events"]!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task No_sample_session_moves_between_two_addresses() => Assert.Empty(await QueryAsync("TwoAddressesQuery", "2022/01/01", "2023/12/31"));

    [Fact]
    public async Task A_session_that_moves_is_found()
    {
        await _tables.ExecuteAsync("UPDATE enriched SET sourceipaddress = '203.0.113.200' WHERE eventname = 'CreateAccessKey'");
        var row = Assert.Single(await QueryAsync("TwoAddressesQuery", "2022/01/01", "2023/12/31"));
        Assert.Equal(("arn:aws:iam::123456789012:user/alice", "2", "198.51.100.23", "203.0.113.200"), (row["principal"], row["addresses"], row["one_address"], row["another_address"]));
    }

    [Fact]
    public async Task Explain_names_the_caller_and_the_record_that_shows_it()
    {
        var row = Assert.Single(await QueryAsync("WhoWasItQuery", "2022/05/01", "2022/05/02", "2022/05/01", "2022/05/02", "01e84a5d-8bd2-52a0-8ae7-44d08990cae9"));
        Assert.Equal(
            ("AWS Internal", "198.51.100.80", "signIn", "ConsoleLogin", "198.51.100.80"),
            (row["recorded_address"], row["address"], row["rule"], row["evidence_event"], row["evidence_address"]));
    }

    [Fact]
    public async Task Calls_made_by_agents_are_counted_by_address_agent_and_tool()
    {
        var rows = await QueryAsync("AgentCallsQuery", "2026/09/01", "2026/09/01");
        Assert.Equal(
            [
                ("198.51.100.41", "aws___run_script", null, "1", "3", "1"),
                (null, null, "noAgentRecord", "0", "1", "1"),
                (null, null, "requestDisputed", "0", "1", "1"),
            ],
            rows.Select(row => (row["address"], row["tool"], row["reason"], row["agent_calls"], row["events"], row["principals"]))
                .OrderBy(row => row.Item3, StringComparer.Ordinal));
    }

    private Task<List<Dictionary<string, string?>>> QueryAsync(string query, params IEnumerable<string> values) =>
        _tables.QueryAsync((string)Stack.Plain.Properties(query)["QueryString"]!, values);
}
