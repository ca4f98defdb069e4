using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>What matters when there are many files: going on after an end, evidence of earlier runs, bounded lists.</summary>
public sealed class LargeReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("replay-").FullName;

    private string Logs => Path.Combine(_folder, "logs");

    private string Out => Path.Combine(_folder, "out");

    private string Index => Path.Combine(_folder, "evidence.jsonl.gz");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Resume_leaves_complete_copies_alone_and_makes_the_others()
    {
        Write("signin.json.gz", File(SwitchRole()));
        Write("a.json.gz", File(Redacted()));
        Write("b.json.gz", File(Redacted(), Redacted()));
        await Replay();
        var whole = Copies();

        // One copy is missing, one was not marked as complete, one's source has changed since.
        System.IO.File.Delete(CopyOf("a.json.gz"));
        System.IO.File.SetLastWriteTimeUtc(CopyOf("b.json.gz"), DateTime.UtcNow);
        System.IO.File.WriteAllText(CopyOf("signin.json.gz"), "untouched");
        System.IO.File.SetLastWriteTimeUtc(
            CopyOf("signin.json.gz"), System.IO.File.GetLastWriteTimeUtc(Path.Combine(Logs, "signin.json.gz")));
        var result = await Replay(resume: true);

        Assert.Equal((3, 2, 1), (Total(result, "files"), Total(result, "enriched"), Total(result, "completeBefore")));
        Assert.Equal(
            ["untouched"], Copies().Except(whole).Select(copy => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(copy.Content))));
    }

    [Fact]
    public async Task A_source_that_was_written_anew_is_replayed_again()
    {
        Write("a.json.gz", File(Redacted()));
        await Replay();
        Write("a.json.gz", File(Redacted(), SwitchRole()));
        System.IO.File.SetLastWriteTimeUtc(Path.Combine(Logs, "a.json.gz"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(1, Total(await Replay(resume: true), "enriched"));
        Assert.Contains(
            Address,
            System.Text.Encoding.UTF8.GetString(Gunzip(System.IO.File.ReadAllBytes(CopyOf("a.json.gz")))),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_another_version_are_not_taken_for_complete()
    {
        Write("a.json.gz", File(Redacted()));
        await Replay();
        System.IO.File.WriteAllText(Path.Combine(Out, ".replay.json"), """{"version":"0.1.0"}""");
        Assert.StartsWith(
            $"{Out} holds copies of version 0.1.0, this is ",
            (await Assert.ThrowsAsync<UsageException>(() => Replay(resume: true))).Message,
            StringComparison.Ordinal);
        await Replay();
        Assert.Equal(1, Total(await Replay(resume: true), "completeBefore"));
    }

    [Fact]
    public async Task A_new_day_knows_the_sessions_of_yesterday_and_reads_only_its_own_files()
    {
        Write("yesterday.json.gz", File(SwitchRole()));
        await Replay(resume: true, index: true);
        Write("today.json.gz", File(Redacted()));
        System.IO.File.WriteAllBytes(Path.Combine(Logs, "yesterday.json.gz"), new byte[5]);
        System.IO.File.SetLastWriteTimeUtc(
            Path.Combine(Logs, "yesterday.json.gz"), System.IO.File.GetLastWriteTimeUtc(CopyOf("yesterday.json.gz")));

        var result = await Replay(resume: true, index: true);

        Assert.Equal(
            (2, 1, 1, 0), (Total(result, "files"), Total(result, "enriched"), Total(result, "completeBefore"), Total(result, "failed")));
        Assert.Equal(1, result.GetProperty("totals").GetProperty("sourceIPAddress").GetProperty("signIn").GetInt32());
    }

    [Theory]
    [InlineData("not gzip")]
    [InlineData("{\"format\":\"another\"}\n")]
    [InlineData("{\"format\":\"cloudtrail-enricher-evidence\",\"version\":2,\"id\":\"x\"}\n")]
    [InlineData("{\"format\":\"cloudtrail-enricher-evidence\",\"version\":1,\"id\":\"x\"}\n")]
    [InlineData("{\"format\":\"cloudtrail-enricher-evidence\",\"version\":1,\"id\":\"x\"}\n{\"end\":1}\n")]
    public void What_is_no_whole_evidence_file_is_refused(string content)
    {
        System.IO.File.WriteAllBytes(Index, content == "not gzip" ? Utf8(content) : Gzip(content));
        Assert.StartsWith(
            $"{Index}: not an evidence file that --index has written: ",
            Assert.Throws<UsageException>(() => EvidenceFile.Load(Index, new InMemoryEvidence())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_survives_saving_and_loading()
    {
        var index = new InMemoryEvidence();
        index.Put(
            Scan(
                File(
                    SwitchRole(),
                    SwitchRole(address: "AWS Internal", agent: "\\\"ü\\u0007", eventId: "s-2"),
                    Sibling("2022-03-17T02:00:00Z"))).Evidence);
        var saved = EvidenceFile.Load(Index, new InMemoryEvidence());
        saved.Save(index);
        var loaded = new InMemoryEvidence();
        Assert.Equal(saved.Id, EvidenceFile.Load(Index, loaded).Id);
        Assert.Equal(3, loaded.All.Count);
        Assert.Equal(index.All, loaded.All);
    }

    [Fact]
    public void An_event_with_one_field_open_is_still_redacted()
    {
        var evidence = Scan(File(SwitchRole())).Evidence[0];
        var signIn = new FieldSource(evidence, evidence.First);
        var half = Outcome(1) with
        {
            Redacted = RedactedFields.SourceIPAddress | RedactedFields.UserAgent,
            Match = new(Match.None, Match.SignIn),
            Source = new(null, signIn),
        };
        var result = Complete([half, half with { EventId = "e-2", Match = new(Match.SignIn, Match.SignIn), Source = new(signIn, signIn) }]);
        Assert.Equal((1, 2), (result.ConsoleEvents.StillRedacted, result.ConsoleEvents.Redacted));
        Assert.Equal([half], result.StillRedacted);
        Assert.Equal((1, 2, 1), (result.Addresses.BySignIn, result.Agents.BySignIn, result.Addresses.Unresolved));
        Assert.Equal([(1L, 1L)], result.Sessions.Select(session => (session.EventCount - session.Recovered, session.Recovered)));
    }

    [Fact]
    public void The_lists_hold_the_first_and_the_sums_everything_whatever_the_order()
    {
        var outcomes = Enumerable.Range(0, 200).Select(number => Outcome(number)).ToArray();
        var expected = Complete(outcomes);
        Assert.Equal((10, 10, 190), (expected.StillRedacted.Count, expected.Sessions.Count, expected.MoreSessions));
        Assert.Equal((200, 200), (expected.Agents.Redacted, expected.ConsoleEvents.StillRedacted));
        new Random(1).Shuffle(outcomes);
        var shuffled = Complete(outcomes);
        Assert.Equal(expected.StillRedacted, shuffled.StillRedacted);
        Assert.Equal(
            expected.Sessions.Select(session => (session.Key, session.EventCount)),
            shuffled.Sessions.Select(session => (session.Key, session.EventCount)));
        Assert.Equal((expected.Agents, expected.ConsoleEvents.StillRedacted), (shuffled.Agents, shuffled.ConsoleEvents.StillRedacted));
    }

    [Fact]
    public async Task Two_folders_with_the_same_key_are_not_mixed_up()
    {
        Write("one/a.json.gz", File(Redacted()));
        Write("two/a.json.gz", File());
        Write("two/b.json.gz", File());
        var result = await Replay(inputs: [Path.Combine(Logs, "one"), Path.Combine(Logs, "two"), Path.Combine(Logs, "two", "b.json.gz")]);
        Assert.Equal((3, 1, 1, 1), (Total(result, "files"), Total(result, "enriched"), Total(result, "copied"), Total(result, "failed")));
        Assert.EndsWith(
            "has the same key, a.json.gz; replay the two in separate runs",
            result.GetProperty("failures")[0].GetProperty("reason").GetString(),
            StringComparison.Ordinal);
    }

    private static CompletedReplay Complete(IEnumerable<RecordOutcome> outcomes)
    {
        var result = new ReplayResult(new ListLimits { StillRedacted = 10, LookAlikes = 10, Sessions = 10 });
        foreach (var outcome in outcomes)
        {
            result.Add(new LogObject("", "a.json"), outcome);
        }

        return result.Complete(_ => [], new InputNotes(), lookedFor: "");
    }

    private static RecordOutcome Outcome(int number)
    {
        Assert.True(SessionKey.TryCreate($"arn:aws:iam::123456789012:user/{number:d4}", Created, out var session));
        return new RecordOutcome
        {
            EventId = $"e-{number:d4}",
            EventName = "DescribeImages",
            EventSource = "ecr.amazonaws.com",
            EventTime = "2022-03-17T01:32:27Z",
            AwsRegion = "us-east-1",
            AccountId = Account,
            PrincipalArn = session.PrincipalArn,
            Redacted = RedactedFields.UserAgent,
            Recoverability = Recoverability.Recoverable,
            Session = session,
            Match = new(Match.None, Match.None),
            Reason = new(Reason.None, Reason.NoEvidence),
            Source = default,
            Candidates = new([], []),
            AddressDiffers = false,
            SessionAddresses = 0,
            Origin = null,
            Recorded = new(Address, "AWS Internal"),
        };
    }

    private static int Total(JsonElement result, string name) =>
        result.GetProperty("totals").TryGetProperty(name, out var total) ? total.GetInt32() : 0;

    private string CopyOf(string name) => Path.Combine(Out, "enriched", name);

    private IEnumerable<(string Name, string Content)> Copies() =>
        Directory.GetFiles(Path.Combine(Out, "enriched"), "*", SearchOption.AllDirectories)
        .Select(path => (path, Convert.ToHexString(System.IO.File.ReadAllBytes(path)))).ToArray();

    private ReplayOptions Options(bool resume, bool index) => new()
    {
        Inputs = [Logs],
        OutputFolder = Out,
        Format = OutputFormat.Json,
        EnrichedPrefix = "enriched/",
        Resume = resume,
        IndexFile = index ? Index : null,
    };

    private async Task<JsonElement> Replay(bool resume = false, bool index = false, string[]? inputs = null)
    {
        var output = new StringWriter();
        var options = Options(resume, index);
        await ReplayCommand.RunAsync(
            options with { Inputs = inputs ?? options.Inputs }, TextReader.Null, output, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(Logs, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, Gzip(content));
    }
}
