using System.Collections.Concurrent;
using System.Numerics;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// All that files of the model can hold: three sessions, of each six pieces of evidence and three ways to be redacted.
/// A set of evidence is a bit mask, so that the whole table is one number.
/// </summary>
internal static class Universe
{
    public const int Sessions = 3;
    public const int EvidenceOfOne = 6;
    public const int Redactions = 4;

    private const int SignIn = 1, AgreeingSignIn = 2, DisagreeingSignIn = 4, CallBefore = 8, CallAfter = 16, SignInFromHostName = 32;

    private static readonly string Start = """{"Records":[""";

    private static readonly CopyMaker Maker = new(new PassOptions(), collectOutcomes: false);

    private static readonly ConcurrentDictionary<(int Redacted, int Evidence), Expected> Copies = new();

    private static readonly byte[][] EvidenceRecords = [.. Enumerable.Range(0, Sessions * EvidenceOfOne).Select(bit => Samples.Utf8(EvidenceRecord(bit)))];

    private static readonly byte[][] RedactedRecords =
        [.. from session in Enumerable.Range(0, Sessions) from way in Enumerable.Range(0, Redactions) select Samples.Utf8(Redacted(session, way))];

    private static readonly Evidence[] AllEvidence =
        [.. Samples.Scan(Samples.File([.. EvidenceRecords.Select(record => System.Text.Encoding.UTF8.GetString(record))])).Evidence];

    private static readonly IReadOnlyList<Evidence>[] Sets =
        [.. from session in Enumerable.Range(0, Sessions) from set in Enumerable.Range(0, 1 << EvidenceOfOne) select Choose(session, set)];

    private static readonly Dictionary<SessionKey, int> Numbers = Enumerable.Range(0, Sessions).ToDictionary(KeyOf);

    /// <summary>What may become known of one session, in the order in which files hold it: nothing; a sign-in; and all kinds of agreement and contradiction.</summary>
    public static IReadOnlyList<int[]> Stories { get; } =
    [
        [],
        [SignIn],
        [SignIn, AgreeingSignIn],
        [SignIn, DisagreeingSignIn],
        [CallBefore],
        [CallBefore, SignIn],
        [CallBefore, CallAfter],
        [CallBefore, CallAfter, SignIn],
        [SignInFromHostName, CallAfter],
    ];

    public static SessionKey KeyOf(int session) => AllEvidence[session * EvidenceOfOne].Session;

    public static int NumberOf(SessionKey session) => Numbers[session];

    public static int BitOf(Evidence evidence) => int.Parse(evidence.EventId);

    /// <summary>The part of a set that speaks of one session.</summary>
    public static int Of(int session, int evidence) => (evidence >> (session * EvidenceOfOne)) & ((1 << EvidenceOfOne) - 1);

    public static int Mask(int session) => ((1 << EvidenceOfOne) - 1) << (session * EvidenceOfOne);

    /// <summary>The evidence of one session in a set.</summary>
    public static IReadOnlyList<Evidence> Find(int session, int evidence) => Sets[(session << EvidenceOfOne) + Of(session, evidence)];

    public static int RedactionOf(int session, int redacted) => (redacted >> (2 * session)) & 3;

    /// <summary>A file that holds this evidence, then these redacted records.</summary>
    public static byte[] File(int redacted, int evidence)
    {
        using var text = new MemoryStream(512);
        text.Write("""{"Records":["""u8);
        var first = true;
        for (var rest = (uint)evidence; rest != 0; rest &= rest - 1)
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

    /// <summary>What a file's copy must be, by the evidence: the pure function.</summary>
    public static Expected Copy(int redacted, int evidence)
    {
        var asked = 0;
        for (var session = 0; session < Sessions; session++)
        {
            asked |= RedactionOf(session, redacted) == 0 ? 0 : Mask(session);
        }

        return Copies.GetOrAdd((redacted, evidence & asked), static key =>
        {
            var source = new SourceFile(File(key.Redacted, 0), null, default, default);
            var made = Maker.Make("expected", source, session => new SessionEvidence(Find(NumberOf(session), key.Evidence)));
            return new Expected(made.Content[Start.Length..].ToArray(), made.Counts, [.. made.Open.Select(NumberOf)],
                source.Content.Length - Start.Length);
        });
    }

    private static Evidence[] Choose(int session, int set) =>
        [.. Enumerable.Range(0, EvidenceOfOne).Where(bit => (set & (1 << bit)) != 0).Select(bit => AllEvidence[(session * EvidenceOfOne) + bit])];

    private static string Arn(int session) => $"arn:aws:iam::123456789012:user/u{session}";

    private static string EvidenceRecord(int bit)
    {
        var session = bit / EvidenceOfOne;
        return (1 << (bit % EvidenceOfOne)) switch
        {
            SignIn => Login("192.0.2.1", "Mozilla/1"),
            AgreeingSignIn => Login("192.0.2.1", "Mozilla/1"),
            DisagreeingSignIn => Login("192.0.2.2", "Mozilla/2"),
            SignInFromHostName => Login("host.example.com", "Mozilla/1"),
            CallBefore => Call("2022-03-17T01:50:00Z", "192.0.2.1", "Mozilla/1"),
            _ => Call("2022-03-17T02:10:00Z", "192.0.2.3", "Mozilla/3"),
        };

        string Login(string address, string agent) =>
            $$$"""{"userIdentity":{"arn":"{{{Arn(session)}}}"},"eventTime":"{{{Samples.Created}}}","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","sourceIPAddress":"{{{address}}}","userAgent":"{{{agent}}}","responseElements":{"ConsoleLogin":"Success"},"eventID":"{{{bit}}}","eventType":"AwsConsoleSignIn"}""";

        string Call(string time, string address, string agent) =>
            $$$$"""{"userIdentity":{"arn":"{{{{Arn(session)}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Samples.Created}}}}"}}},"eventTime":"{{{{time}}}}","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","sourceIPAddress":"{{{{address}}}}","userAgent":"{{{{agent}}}}","eventID":"{{{{bit}}}}"}""";
    }

    /// <summary>Both fields; the agent alone, beside an address that a disagreeing sign-in shares; or both fields of two records. All at one moment.</summary>
    private static string Redacted(int session, int way) => way switch
    {
        2 => Record(session, "192.0.2.2"),
        3 => Record(session, "AWS Internal") + "," + Record(session, "AWS Internal"),
        _ => Record(session, "AWS Internal"),
    };

    private static string Record(int session, string address) =>
        $$$$"""{"userIdentity":{"arn":"{{{{Arn(session)}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Samples.Created}}}}"}}},"eventTime":"2022-03-17T02:00:00Z","sourceIPAddress":"{{{{address}}}}","userAgent":"AWS Internal","sessionCredentialFromConsole":"true"}""";
}

/// <summary>What the copy of a file must be.</summary>
/// <param name="End">Its text behind the file's own evidence, which nothing changes.</param>
/// <param name="Counts">What it recovers.</param>
/// <param name="Open">The sessions of which a field has no value.</param>
/// <param name="SourceEnd">The length of that part in the source.</param>
internal sealed record Expected(byte[] End, EnrichmentCounts Counts, int[] Open, int SourceEnd);
