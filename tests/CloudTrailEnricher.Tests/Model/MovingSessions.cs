using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// Log files of sessions whose people move: one to three addresses one after the other or interleaved, browsers that update themselves,
/// sign-ins at the start or later or missing, two people under one key, records with an address of their own and without a readable time.
/// </summary>
internal sealed class MovingSessions
{
    private const int MaxSessions = 3;
    private const int MostFiles = 5;

    private static readonly string[] Addresses = ["192.0.2.1", "198.51.100.2", "203.0.113.3", "2001:db8::4"];
    private static readonly string[] Agents = ["Mozilla/5.0 (Windows)", "Mozilla/5.0 (Windows; updated)", "Mozilla/5.0 (X11)"];

    private readonly Random _random;
    private readonly List<string>[] _files;
    private int _events;

    private MovingSessions(int seed)
    {
        _random = new Random(seed);
        _files = [.. Enumerable.Range(0, 2 + _random.Next(MostFiles - 1)).Select(_ => new List<string>())];
    }

    /// <summary>The log files, each with its text.</summary>
    public static IReadOnlyList<(LogObject File, byte[] Content)> Generate(int seed)
    {
        var sessions = new MovingSessions(seed);
        for (var session = 1 + sessions._random.Next(MaxSessions); session > 0; session--)
        {
            sessions.Add($"arn:aws:sts::{Samples.Account}:assumed-role/r/person-{session}");
        }

        return
        [
            .. sessions._files.Select((records, number) => (Name(number), Samples.Utf8(Samples.File([.. sessions.Shuffled(records)])))),
        ];
    }

    private static LogObject Name(int number) => new(
        "trail",
        $"AWSLogs/{Samples.Account}/CloudTrail/us-east-1/2022/03/17/{Samples.Account}_CloudTrail_us-east-1_20220317T0200Z_{number:D16}.json.gz");

    private void Add(string arn)
    {
        var places = Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => (Address: Any(Addresses), Agent: Any(Agents))).ToArray();
        for (var people = _random.Next(4) switch { 0 => 0, 3 => 2, _ => 1 }; people > 0; people--)
        {
            var (address, agent) = Any(places);
            var signIn = Samples.SwitchRole(arn, address: _random.Next(6) == 0 ? "AWS Internal" : address, agent: agent, eventId: Id("s"));
            Put(_random.Next(2) == 0 ? signIn : WithMore(signIn, "\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::123456789012:user/origin\"}"));
        }

        if (_random.Next(4) == 0)
        {
            var (address, agent) = Any(places);
            Put(Of(arn, Samples.SwitchRole(arn, Time(), address, agent, eventId: Id("s"))));
        }

        for (var calls = _random.Next(8); calls > 0; calls--)
        {
            var (address, agent) = Any(places);
            Put(Of(arn, Samples.Sibling(Time(), address, agent, Id("b"))));
        }

        for (var redacted = 1 + _random.Next(4); redacted > 0; redacted--)
        {
            Put(Samples.Redacted(
                    arn,
                    address: _random.Next(3) == 0 ? Any(Addresses) : "AWS Internal",
                    eventTime: _random.Next(10) == 0 ? "yesterday" : Time())
                .Replace("\"e-1\"", $"\"{Id("e")}\"", StringComparison.Ordinal));
        }
    }

    /// <summary>Twenty minutes, to the minute, so that events often share a second or a slot.</summary>
    private string Time() => $"2022-03-17T{(_random.Next(2) == 0 ? "02" : "03")}:{10 + _random.Next(11):00}:00Z";

    private string Id(string kind) => $"{kind}-{++_events:D4}";

    private static string Of(string arn, string record)
    {
        var identity = $$$$"""{"arn":"{{{{arn}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Samples.Created}}}}"}}}""";
        var end = record.IndexOf(",\"eventTime\"", StringComparison.Ordinal);
        return $"{{\"userIdentity\":{identity}{record[end..]}";
    }

    private static string WithMore(string record, string member) => $"{record[..^1]},{member}}}";

    /// <summary>Now and then a record arrives in two files, as CloudTrail redelivers.</summary>
    private void Put(string record)
    {
        for (var times = _random.Next(8) == 0 ? 2 : 1; times > 0; times--)
        {
            Any(_files).Add(record);
        }
    }

    private T Any<T>(T[] among) => among[_random.Next(among.Length)];

    private string[] Shuffled(List<string> records)
    {
        string[] shuffled = [.. records];
        _random.Shuffle(shuffled);
        return shuffled;
    }
}
