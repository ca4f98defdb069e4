using System.Text.Json.Nodes;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>
/// A trail made up for tests: sessions of every kind whose sign-ins, direct calls and redacted records are strewn over many files,
/// among records that only look redacted. Every run makes the same one.
/// </summary>
internal sealed class MadeUpTrail
{
    private const int RecordsPerSession = 6;
    private const string Hidden = "AWS Internal";

    private static readonly DateTimeOffset Start = new(2024, 5, 6, 7, 0, 0, TimeSpan.Zero);

    private readonly Random _random = new(42);
    private readonly List<(string Record, string Expected)>[] _files;
    private int _events;

    /// <param name="files">How many files it has.</param>
    /// <param name="sessions">How many sessions; up to 200 have addresses of their own.</param>
    public MadeUpTrail(int files = 24, int sessions = 16)
    {
        _files = [.. Enumerable.Range(0, files).Select(_ => new List<(string, string)>())];
        for (var number = 0; number < sessions; number++)
        {
            AddSession(number);
            AddLookAlikes(number);
        }
    }

    /// <summary>Keys and contents.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files.Index().ToDictionary(
        file => TestFiles.Key($"file{file.Index}"), file => TestFiles.LogFile(file.Item.Select(one => one.Record)));

    /// <summary>The records that the copies must hold, by the key of their file, without the <c>enrichment</c> objects.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Expected => _files.Index().ToDictionary(
        file => TestFiles.Key($"file{file.Index}"), file => (IReadOnlyList<string>)[.. file.Item.Select(one => one.Expected)]);

    /// <summary>Whether a copy holds the records that it must hold, in their order.</summary>
    public bool IsRight(string key, byte[] copy) => Expected[key].Select(Canonical).SequenceEqual(RecordsWithoutEnrichment(copy));

    /// <summary>The records of a copy, without the <c>enrichment</c> objects.</summary>
    public static IEnumerable<string> RecordsWithoutEnrichment(byte[] copy)
    {
        foreach (var record in JsonNode.Parse(TestFiles.Text(copy))!["Records"]!.AsArray())
        {
            record!.AsObject().Remove("enrichment");
            yield return record.ToJsonString();
        }
    }

    /// <summary>A record in the form in which <see cref="RecordsWithoutEnrichment"/> gives them.</summary>
    public static string Canonical(string record) => JsonNode.Parse(record)!.ToJsonString();

    private void AddSession(int number)
    {
        var created = Start.AddSeconds(97 * number);
        var address = number % 3 == 0 ? $"2001:db8::{number + 1:x}" : $"198.51.100.{number + 1}";
        var agent = $"Mozilla/5.0 (session {number})";
        switch (number % 8)
        {
            case 0:
                AddSession(
                    $"arn:aws:iam::{TestFiles.Account}:user/team/user-{number}",
                    created,
                    address,
                    agent,
                    SignIn("ConsoleLogin", created, address, agent));
                break;
            case 1:
                // A login that failed with the same ARN, from elsewhere.
                AddSession(
                    $"arn:aws:iam::{TestFiles.Account}:root",
                    created,
                    address,
                    agent,
                    SignIn("ConsoleLogin", created, address, agent),
                    SignIn("ConsoleLogin", created.AddSeconds(-43), "203.0.113.99", "Mozilla/5.0 (stranger)", result: "Failure"));
                break;
            case 2:
                AddSession(Role(number), created, address, agent, SignIn("SwitchRole", created, address, agent));
                break;
            case 3:
                // Recorded two seconds later, with the session's own creation date.
                AddSession(Role(number), created, address, agent, SignIn("ConsoleLogin", created.AddSeconds(2), address, agent, created));
                break;
            case 4:
                AddSession(
                    Role(number),
                    created,
                    address,
                    agent,
                    DirectCall(created, 30, address, agent),
                    DirectCall(created, 1500, address, agent));
                break;
            case 5:
                AddSession(Role(number), created, null, null);
                break;
            case 6:
                // Each of the two sign-ins knows half. Not in one second: there they could be two people's.
                AddSession(
                    Role(number),
                    created,
                    address,
                    agent,
                    SignIn("ConsoleLogin", created, Hidden, agent, created),
                    SignIn("ConsoleLogin", created.AddSeconds(2), address, Hidden, created));
                break;
            default:
                AddSession(
                    Role(number),
                    created,
                    address,
                    agent,
                    SignIn("ConsoleLogin", created, address, agent),
                    SignIn("ConsoleLogin", created, address, agent),
                    DirectCall(created, 60, address, agent));
                break;
        }
    }

    private void AddSession(
        string arn, DateTimeOffset created, string? address, string? agent, params ReadOnlySpan<Func<string, string>> evidence)
    {
        foreach (var one in evidence)
        {
            Add(one(arn));
        }

        for (var i = 0; i < RecordsPerSession; i++)
        {
            var time = created.AddMinutes(3 * i);
            var id = NextId();
            if (i % 2 == 0)
            {
                Add(Call(arn, created, time, Hidden, Hidden, id), Call(arn, created, time, address ?? Hidden, agent ?? Hidden, id));
            }
            else
            {
                var own = address ?? "198.51.100.250";
                Add(Call(arn, created, time, own, Hidden, id), Call(arn, created, time, own, agent ?? Hidden, id));
            }
        }
    }

    private void AddLookAlikes(int number)
    {
        var created = Start.AddSeconds(97 * number);
        Add(Call(Role(number), created, created, Hidden, Hidden, NextId(), ",\"invokedBy\":\"AWS Internal\""));
        Add(Call(Role(number), created, created, Hidden, Hidden, NextId(), flag: ""));
        Add($$$"""{"userIdentity":{"accountId":"{{{TestFiles.Account}}}","invokedBy":"health.amazonaws.com"},"eventType":"AwsServiceEvent","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal","eventID":"{{{NextId()}}}"}""");
    }

    private void Add(string record, string? expected = null) => _files[_random.Next(_files.Length)].Add((record, expected ?? record));

    private Func<string, string> SignIn(
        string name, DateTimeOffset time, string address, string agent, DateTimeOffset? created = null, string result = "Success")
    {
        var id = NextId();
        var session = created is { } date ? $$$""","sessionContext":{"attributes":{"creationDate":"{{{Text(date)}}}"}}""" : "";
        return arn => $$$"""{"userIdentity":{"arn":"{{{arn}}}"{{{session}}}},"eventTime":"{{{Text(time)}}}","eventSource":"signin.amazonaws.com","eventName":"{{{name}}}","awsRegion":"us-east-1","sourceIPAddress":"{{{address}}}","userAgent":"{{{agent}}}","responseElements":{"{{{name}}}":"{{{result}}}"},"eventID":"{{{id}}}","eventType":"AwsConsoleSignIn","recipientAccountId":"{{{TestFiles.Account}}}"}""";
    }

    private Func<string, string> DirectCall(DateTimeOffset created, int seconds, string address, string agent)
    {
        var id = NextId();
        return arn => Call(arn, created, created.AddSeconds(seconds), address, agent, id, flag: "");
    }

    private static string Call(
        string arn,
        DateTimeOffset created,
        DateTimeOffset time,
        string address,
        string agent,
        string id,
        string identity = "",
        string flag = ",\"sessionCredentialFromConsole\":\"true\"") =>
        $$$$"""{"userIdentity":{"arn":"{{{{arn}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Text(created)}}}}"}}{{{{identity}}}}},"eventTime":"{{{{Text(time)}}}}","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-west-1","sourceIPAddress":"{{{{address}}}}","userAgent":"{{{{agent}}}}","requestParameters":{"share":243.0,"text":"\u003d"},"eventID":"{{{{id}}}}","eventType":"AwsApiCall","recipientAccountId":"{{{{TestFiles.Account}}}}"{{{{flag}}}}}""";

    private static string Role(int number) => $"arn:aws:sts::{TestFiles.Account}:assumed-role/Admin/person-{number}";

    private string NextId() => $"event-{++_events:0000}";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
