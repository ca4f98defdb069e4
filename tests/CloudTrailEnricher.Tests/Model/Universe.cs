using System.Collections.Concurrent;
using System.Numerics;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// All that the model's files can hold: three sessions, each with ten events that are evidence and three ways to be redacted.
/// A set of events is a bit mask, so that the whole table is one number.
/// </summary>
internal static class Universe
{
    public const int Sessions = 3;
    public const int EventsOfOne = 10;
    public const int Redactions = 4;

    private const int SignIn = 1, OtherSignIn = 2, SignInFromHostName = 4, Switch = 8, LateSignIn = 16;
    private const int Call = 32, CallInSameSecond = 64, CallExtending = 128, CallBetween = 256, CallAfter = 512;

    private const string Start = """{"Records":[""";
    private const string End = "]}";

    private static readonly CopyMaker Maker = new(new PassOptions(), collectOutcomes: false);

    private static readonly ConcurrentDictionary<(int Session, int Redaction, int Events), ExpectedSession> Copies = new();

    private static readonly byte[][] EvidenceRecords =
    [
        .. Enumerable.Range(0, Sessions * EventsOfOne).Select(bit => Samples.Utf8(EvidenceRecord(bit))),
    ];

    private static readonly byte[][] RedactedRecords =
        [
            .. from session in Enumerable.Range(0, Sessions)
               from way in Enumerable.Range(0, Redactions)
               select Samples.Utf8(Redacted(session, way)),
        ];

    private static readonly Evidence[] AllEvidence =
        [
            .. EvidenceRecords.Select(
                record => Assert.Single(Samples.Scan($$"""{"Records":[{{System.Text.Encoding.UTF8.GetString(record)}}]}""").Evidence)),
        ];

    private static readonly IReadOnlyList<Evidence>[] Sets =
        [.. from session in Enumerable.Range(0, Sessions) from set in Enumerable.Range(0, 1 << EventsOfOne) select Items(session, set)];

    private static readonly Dictionary<SessionKey, int> Numbers = Enumerable.Range(0, Sessions).ToDictionary(KeyOf);

    /// <summary>What may become known of one session: nothing, a sign-in, and all kinds of agreement, movement and contradiction.</summary>
    public static IReadOnlyList<int[]> Stories { get; } =
    [
        [],
        [SignIn],
        [SignIn, OtherSignIn],
        [Switch, SignIn],
        [Call],
        [Call, CallInSameSecond],
        [CallInSameSecond, Call, SignIn],
        [Call, CallExtending],
        [Call, SignIn],
        [Call, CallInSameSecond, CallBetween, CallExtending],
        [Call, CallAfter],
        [Call, CallExtending, CallAfter, SignIn],
        [Call, LateSignIn],
        [SignInFromHostName, CallAfter],
        [CallBetween, CallAfter, OtherSignIn],
        [Call, CallExtending, CallBetween, CallAfter, SignIn, Switch, LateSignIn],
    ];

    public static SessionKey KeyOf(int session) => AllEvidence[session * EventsOfOne].Session;

    public static int NumberOf(SessionKey session) => Numbers[session];

    /// <summary>The events that an item names.</summary>
    public static int EventsOf(Evidence item) => (1 << int.Parse(item.First.EventId)) | (1 << int.Parse(item.Last.EventId));

    public static int Mask(int session) => ((1 << EventsOfOne) - 1) << (session * EventsOfOne);

    /// <summary>The items that the table holds of one session when these events are known.</summary>
    public static IReadOnlyList<Evidence> Find(int session, int events) => Sets[(session << EventsOfOne) + Of(session, events)];

    /// <summary>One event as the file that holds it gives it.</summary>
    public static Evidence EvidenceOf(int bit) => AllEvidence[bit];

    /// <summary>The events that the items of these events name: an event between a slot's first and last is not among them.</summary>
    public static int Stored(int events)
    {
        var stored = 0;
        for (var session = 0; session < Sessions; session++)
        {
            foreach (var item in Find(session, events))
            {
                stored |= EventsOf(item);
            }
        }

        return stored;
    }

    /// <summary>Whether something that <paramref name="before"/> tells of a session is missing in <paramref name="now"/>.</summary>
    public static bool Lacks(int session, int now, int before) =>
        Stored((now | before) & Mask(session)) != Stored(now & Mask(session));

    public static int RedactionOf(int session, int redacted) => (redacted >> (2 * session)) & 3;

    /// <summary>The sessions that a file asks for.</summary>
    public static IEnumerable<int> Asked(int redacted) =>
        Enumerable.Range(0, Sessions).Where(session => RedactionOf(session, redacted) != 0);

    /// <summary>A file that holds these events, then these redacted records.</summary>
    public static byte[] File(int redacted, int events)
    {
        using var text = new MemoryStream(512);
        text.Write("""{"Records":["""u8);
        var first = true;
        for (var rest = (uint)events; rest != 0; rest &= rest - 1)
        {
            Add(EvidenceRecords[BitOperations.TrailingZeroCount(rest)]);
        }

        for (var session = 0; session < Sessions; session++)
        {
            if (RedactionOf(session, redacted) is > 0 and var way)
            {
                Add(RedactedRecords[(session * Redactions) + way]);
            }
        }

        text.Write("]}"u8);
        return text.ToArray();

        void Add(byte[] record)
        {
            if (!first)
            {
                text.WriteByte((byte)',');
            }

            first = false;
            text.Write(record);
        }
    }

    /// <summary>What a copy must hold of one session when these events are known: the pure function.</summary>
    public static ExpectedSession Copy(int session, int redacted, int events) => Copies.GetOrAdd(
        (session, RedactionOf(session, redacted), Of(session, Stored(events & Mask(session)))),
        static key =>
        {
            var text = File(key.Redaction << (2 * key.Session), 0);
            var evidence = new SessionEvidence(Sets[(key.Session << EventsOfOne) + key.Events]);
            var made = Maker.Make(
                "expected",
                new SourceFile(text, null, default, default),
                new Dictionary<SessionKey, SessionEvidence> { [KeyOf(key.Session)] = evidence });
            return new ExpectedSession(
                made.Content[Start.Length..^End.Length], made.Counts, CopyReading.BySession(made.Content)[KeyOf(key.Session)]);
        });

    /// <summary>What a file's copy must be when these events are known: each session of it is decided alone.</summary>
    public static ReadOnlySpan<byte> Copy(ReadOnlySpan<byte> source, int redacted, int events)
    {
        using var copy = new MemoryStream(4096);
        copy.Write(source[..^(File(redacted, 0).Length - Start.Length)]);
        var first = true;
        foreach (var session in Asked(redacted))
        {
            copy.Write(first ? ""u8 : ","u8);
            copy.Write(Copy(session, redacted, events).Records.Span);
            first = false;
        }

        copy.Write("]}"u8);
        return copy.ToArray();
    }

    private static int Of(int session, int events) => (events >> (session * EventsOfOne)) & ((1 << EventsOfOne) - 1);

    private static Evidence[] Items(int session, int set) =>
    [
        .. Enumerable.Range(0, EventsOfOne)
            .Where(bit => (set & (1 << bit)) != 0)
            .Select(bit => AllEvidence[(session * EventsOfOne) + bit])
            .GroupBy(item => item.ItemKey)
            .Select(items => items.Aggregate((merged, item) => merged.MergedWith(item))),
    ];

    private static string Arn(int session) => $"arn:aws:iam::123456789012:user/u{session}";

    private static string EvidenceRecord(int bit)
    {
        var session = bit / EventsOfOne;
        return (1 << (bit % EventsOfOne)) switch
        {
            SignIn => Login("ConsoleLogin", "192.0.2.1", "Mozilla/1"),
            OtherSignIn => Login("ConsoleLogin", "192.0.2.2", "Mozilla/2"),
            SignInFromHostName => Login("ConsoleLogin", "host.example.com", "Mozilla/1"),
            Switch => Login(
                "SwitchRole",
                "192.0.2.1",
                "Mozilla/1",
                "\"additionalEventData\":{\"SwitchFrom\":\"arn:aws:iam::123456789012:user/origin\"},"),
            LateSignIn => LoginLater("2022-03-17T02:20:00Z", "192.0.2.2", "Mozilla/2"),
            Call or CallInSameSecond => BrowserCall("2022-03-17T01:50:00Z", "192.0.2.1", "Mozilla/1"),
            CallExtending => BrowserCall("2022-03-17T01:58:00Z", "192.0.2.1", "Mozilla/1"),
            CallBetween => BrowserCall("2022-03-17T01:54:00Z", "192.0.2.3", "Mozilla/3"),
            _ => BrowserCall("2022-03-17T02:10:00Z", "192.0.2.3", "Mozilla/3"),
        };

        string Login(string name, string address, string agent, string more = "") =>
            $$$"""{"userIdentity":{"arn":"{{{Arn(session)}}}"},"eventTime":"{{{Samples.Created}}}","eventSource":"signin.amazonaws.com","eventName":"{{{name}}}","sourceIPAddress":"{{{address}}}","userAgent":"{{{agent}}}",{{{more}}}"responseElements":{"{{{name}}}":"Success"},"eventID":"{{{bit:00}}}","eventType":"AwsConsoleSignIn"}""";

        string LoginLater(string time, string address, string agent) =>
            $$$$"""{"userIdentity":{{{{Identity(session)}}}},"eventTime":"{{{{time}}}}","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","sourceIPAddress":"{{{{address}}}}","userAgent":"{{{{agent}}}}","responseElements":{"ConsoleLogin":"Success"},"eventID":"{{{{bit:00}}}}","eventType":"AwsConsoleSignIn"}""";

        string BrowserCall(string time, string address, string agent) =>
            $$$"""{"userIdentity":{{{Identity(session)}}},"eventTime":"{{{time}}}","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","sourceIPAddress":"{{{address}}}","userAgent":"{{{agent}}}","eventID":"{{{bit:00}}}","eventType":"AwsApiCall"}""";
    }

    /// <summary>Both fields; the agent alone, beside an address of its own; or both fields of two records at different times.</summary>
    private static string Redacted(int session, int way) => way switch
    {
        2 => Record(session, "02:00", "192.0.2.2"),
        3 => Record(session, "01:53", "AWS Internal") + "," + Record(session, "02:00", "AWS Internal"),
        _ => Record(session, "02:00", "AWS Internal"),
    };

    private static string Record(int session, string time, string address) =>
        $$$"""{"userIdentity":{{{Identity(session)}}},"eventTime":"2022-03-17T{{{time}}}:00Z","sourceIPAddress":"{{{address}}}","userAgent":"AWS Internal","sessionCredentialFromConsole":"true"}""";

    private static string Identity(int session) =>
        $$$$"""{"arn":"{{{{Arn(session)}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Samples.Created}}}}"}}}""";
}

/// <summary>What a copy must hold of one session.</summary>
/// <param name="Records">The session's records.</param>
/// <param name="Counts">What they recover.</param>
/// <param name="Reading">What readers learn from them.</param>
internal sealed record ExpectedSession(ReadOnlyMemory<byte> Records, EnrichmentCounts Counts, CopyReading Reading);
