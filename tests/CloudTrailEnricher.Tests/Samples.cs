using System.IO.Compression;
using System.Text;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests;

/// <summary>Small records and the shortest ways to run them through the domain.</summary>
internal static class Samples
{
    public const string Account = "123456789012";
    public const string Arn = "arn:aws:sts::123456789012:assumed-role/user01/user01";
    public const string Created = "2022-03-17T01:31:31Z";
    public const string Address = "203.0.113.1";
    public const string Agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";

    private static readonly CopyMaker Patching = new(new PassOptions(), collectOutcomes: false);
    private static readonly CopyMaker Recompressing = new(new PassOptions { Recompress = true }, collectOutcomes: false);

    public static string Redacted(
        string arn = Arn,
        string created = Created,
        string address = "AWS Internal",
        string agent = "AWS Internal",
        string flag = "\"true\"",
        string identity = "",
        string eventTime = "2022-03-17T01:32:27Z",
        string more = "") =>
        $$$$"""{"userIdentity":{"type":"AssumedRole","arn":"{{{{arn}}}}","sessionContext":{"attributes":{"creationDate":"{{{{created}}}}"}}{{{{identity}}}}},"eventTime":"{{{{eventTime}}}}","eventSource":"ecr.amazonaws.com","eventName":"DescribeImages","awsRegion":"ap-northeast-1","sourceIPAddress":"{{{{address}}}}","userAgent":"{{{{agent}}}}","eventID":"e-1","recipientAccountId":"123456789012","sessionCredentialFromConsole":{{{{flag}}}}{{{{more}}}}}""";

    public static string SwitchRole(
        string arn = Arn,
        string time = Created,
        string address = Address,
        string agent = Agent,
        string result = "Success",
        string eventId = "s-1",
        string account = Account,
        string more = "") =>
        $$"""{"userIdentity":{"type":"AssumedRole","arn":"{{arn}}"},"eventTime":"{{time}}","eventSource":"signin.amazonaws.com","eventName":"SwitchRole","awsRegion":"us-east-1","sourceIPAddress":"{{address}}","userAgent":"{{agent}}","responseElements":{"SwitchRole":"{{result}}"},"eventID":"{{eventId}}","eventType":"AwsConsoleSignIn","recipientAccountId":"{{account}}"{{more}}}""";

    public static string Sibling(
        string time,
        string address = Address,
        string agent = Agent,
        string eventId = "b-1",
        string eventName = "ListBuckets",
        string more = "") =>
        $$$$"""{"userIdentity":{"arn":"{{{{Arn}}}}","sessionContext":{"attributes":{"creationDate":"{{{{Created}}}}"}}},"eventTime":"{{{{time}}}}","eventSource":"s3.amazonaws.com","eventName":"{{{{eventName}}}}","awsRegion":"us-east-1","sourceIPAddress":"{{{{address}}}}","userAgent":"{{{{agent}}}}","eventID":"{{{{eventId}}}}","eventType":"AwsApiCall","recipientAccountId":"123456789012"{{{{more}}}}}""";

    public static string File(params string[] records) => $$"""{"Records":[{{string.Join(',', records)}}]}""";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(string text) => Gzip(Utf8(text));

    public static byte[] Gzip(byte[] text)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return compressed.ToArray();
    }

    public static byte[] Gunzip(ReadOnlyMemory<byte> gzip)
    {
        using var text = new GZipStream(new MemoryStream(gzip.ToArray()), CompressionMode.Decompress);
        var whole = new MemoryStream();
        text.CopyTo(whole);
        return whole.ToArray();
    }

    public static LogFileScan Scan(string file, string? account = null)
    {
        using var text = LogText.Read("test.json", Utf8(file), ReadLimits.Default);
        return LogFileScan.Run("test.json", text, ReadLimits.Default, account);
    }

    /// <summary>Enriches a file with the evidence that it and the other files hold.</summary>
    public static (string Text, EnrichmentCounts Counts) Enrich(string file, params string[] others)
    {
        var index = new InMemoryEvidence();
        foreach (var one in others.Prepend(file))
        {
            index.Put(Scan(one).Evidence);
        }

        return EnrichWith(file, index);
    }

    /// <summary>No session was looked up.</summary>
    public static IReadOnlyDictionary<SessionKey, SessionEvidence> NoEvidence { get; } = new Dictionary<SessionKey, SessionEvidence>();

    /// <summary>All evidence of an index, as pass 2 takes it.</summary>
    public static IReadOnlyDictionary<SessionKey, SessionEvidence> BySession(InMemoryEvidence index) =>
        index.All.GroupBy(item => item.Session).ToDictionary(session => session.Key, session => new SessionEvidence(session));

    /// <summary>The same, and all that an index knows about the requests of agents that a file asks for.</summary>
    public static IReadOnlyDictionary<SessionKey, SessionEvidence> Known(LogFileScan asked, InMemoryEvidence index)
    {
        var known = new Dictionary<SessionKey, SessionEvidence>(BySession(index));
        foreach (var agents in asked.RedactedSessions.Keys.Where(session => session.Kind == SessionKeyKind.Agents))
        {
            var requests = asked.AgentRequests.Of(agents);
            known[agents] = new SessionEvidence(new AgentEvidence(requests, index.Find(requests)));
        }

        return known;
    }

    /// <summary>Enriches a file as plain text only.</summary>
    public static string EnrichPlainly(string file, InMemoryEvidence index) => Encoding.UTF8.GetString(
        Patching.Make("test.json", new SourceFile(Utf8(file), null, default, default), Known(Scan(file), index)).Content.Span);

    /// <summary>
    /// Enriches a file as plain text, with its compressed bits taken over, and compressed anew: all three must give the same.
    /// </summary>
    public static (string Text, EnrichmentCounts Counts) EnrichWith(string file, InMemoryEvidence index)
    {
        var text = Utf8(file);
        var gzip = Gzip(text);
        var known = Known(Scan(file), index);
        var (plain, counts) = Copy(text, CopyMethod.Plain, Patching);
        foreach (var (way, maker) in new[] { (CopyMethod.Patched, Patching), (CopyMethod.Recompressed, Recompressing) })
        {
            var (copy, countsOfCopy) = Copy(gzip, way, maker);
            Assert.True(Gunzip(copy).AsSpan().SequenceEqual(plain.Span), $"{way}: another text than that of the plain file's copy");
            Assert.Equal(counts, countsOfCopy);
        }

        return (Encoding.UTF8.GetString(plain.Span), counts);

        (ReadOnlyMemory<byte> Content, EnrichmentCounts Counts) Copy(byte[] content, CopyMethod way, CopyMaker maker)
        {
            var copy = maker.Make("test.json", new SourceFile(content, null, default, default), known);
            Assert.Equal(way, copy.Method);
            return (copy.Content, copy.Counts);
        }
    }
}
