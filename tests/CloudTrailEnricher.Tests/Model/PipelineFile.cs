using System.Text.Json;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>A generated log file, and what its copy must say whatever came first.</summary>
internal sealed class PipelineFile
{
    private readonly List<(string Text, int? Session)> _records = [];

    public PipelineFile(int number) => Source = new LogObject(
        Bucket,
        $"AWSLogs/{Samples.Account}/CloudTrail/us-east-1/2022/03/17/{Samples.Account}_CloudTrail_us-east-1_20220317T0200Z_{number:D16}.json.gz");

    public const string Bucket = "trail";

    public LogObject Source { get; }

    public LogObject Copy => Source with { Key = "enriched/" + Source.Key };

    /// <summary>Redacted fields.</summary>
    public int Redacted => 2 * _records.Count(record => record.Session is not null);

    public byte[] Content => Samples.Utf8(Samples.File([.. _records.Select(record => record.Text)]));

    /// <summary>
    /// Files whose sessions have a sign-in (seven of ten), or a browser's calls alone (one), or nothing at all (two), in any file before
    /// or after those that ask for them. Evidence of one session agrees, so that a copy's values do not depend on what came first.
    /// </summary>
    public static PipelineFile[] Generate(int count, Random random)
    {
        var files = Enumerable.Range(0, count).Select(number => new PipelineFile(number)).ToArray();
        var sessions = count / 2;
        for (var session = 0; session < sessions; session++)
        {
            var arn = Arn(session);
            for (var signIns = HasSignIn(session) ? 1 + random.Next(2) : 0; signIns > 0; signIns--)
            {
                Any()._records.Add(
                    (Samples.SwitchRole(arn, address: Address(session), agent: Agent(session), eventId: $"s{session}-{signIns}"), null));
            }

            for (var calls = HasCalls(session) ? 1 + random.Next(2) : 0; calls > 0; calls--)
            {
                Any()._records.Add((
                    Samples.Sibling(
                        $"2022-03-17T02:{random.Next(60):00}:00Z",
                        Address(session),
                        Agent(session),
                        $"b{session}-{calls}").Replace(Samples.Arn, arn, StringComparison.Ordinal),
                    null));
            }

            for (var redacted = 1 + random.Next(4); redacted > 0; redacted--)
            {
                Any()._records.Add((Samples.Redacted(arn), session));
            }
        }

        foreach (var file in files)
        {
            file._records.Add(("""{"eventName":"Decrypt","sourceIPAddress":"192.0.2.7","n":1.50}""", null));
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(file._records));
        }

        return files;

        PipelineFile Any() => files[random.Next(count)];
    }

    /// <summary>What is wrong with the copy, or null.</summary>
    public string? Judge(byte[] copy)
    {
        using var document = JsonDocument.Parse(copy);
        var records = document.RootElement.GetProperty("Records");
        if (records.GetArrayLength() != _records.Count)
        {
            return $"{Source}: {records.GetArrayLength()} records instead of {_records.Count}";
        }

        for (var at = 0; at < _records.Count; at++)
        {
            var (text, session) = _records[at];
            var expected = session is { } known && (HasSignIn(known) || HasCalls(known))
                ? text
                    .Replace("\"sourceIPAddress\":\"AWS Internal\"", $"\"sourceIPAddress\":\"{Address(known)}\"", StringComparison.Ordinal)
                    .Replace("\"userAgent\":\"AWS Internal\"", $"\"userAgent\":\"{Agent(known)}\"", StringComparison.Ordinal)
                : text;
            var raw = records[at].GetRawText();
            var isRight = session is null
                ? raw == expected
                : raw.StartsWith(expected[..^1] + ",\"enrichment\":{", StringComparison.Ordinal);
            if (!isRight)
            {
                return $"{Source}: record {at} reads {raw}";
            }
        }

        return null;
    }

    private static bool HasSignIn(int session) => session % 10 < 7;

    private static bool HasCalls(int session) => session % 10 is 5 or 6 or 7;

    private static string Arn(int session) => $"arn:aws:sts::{Samples.Account}:assumed-role/r/u{session}";

    private static string Address(int session) => $"10.{session >> 16}.{(session >> 8) & 255}.{session & 255}";

    private static string Agent(int session) => $"Mozilla/5.0 ({session})";
}
