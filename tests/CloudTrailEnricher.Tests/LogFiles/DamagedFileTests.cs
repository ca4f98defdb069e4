using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Tests.Oracle;
using CsCheck;

namespace CloudTrailEnricher.Tests.LogFiles;

public sealed class DamagedFileTests
{
    private static readonly ReadLimits Limits = new() { TextBytes = 4 << 20, RecordBytes = 1 << 20 };

    private static long Cases => long.TryParse(Environment.GetEnvironmentVariable("CASES"), out var cases) ? cases : 100_000;

    [Fact]
    public void Damaged_gzip_gives_a_right_copy_or_an_error_that_names_the_file() =>
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var text = RandomDocument.Make(seed);
                var damaged = Damage(Samples.Gzip(text), random);
                return Outcome(damaged) is not { } copy || copy == Outcome(Samples.Utf8(text)) || copy == PlainCopy(damaged);
            },
            iter: Cases);

    [Fact]
    public void Damaged_JSON_gives_a_right_copy_or_an_error_that_names_the_file() =>
        Gen.Int.Sample(
            seed =>
            {
                var damaged = Damage(Samples.Utf8(RandomDocument.Make(seed)), new Random(seed));
                var copy = Outcome(damaged);
                return copy is null
                    || !TryParse(damaged, out var document)
                    || JsonTree.Parse(copy).Canonical() == PlainEnricher.Enrich(document).Canonical();
            },
            iter: Cases);

    [Fact]
    public void A_truncated_file_publishes_nothing()
    {
        var whole = Samples.Gzip(Samples.File(Samples.Redacted(), Samples.SwitchRole()));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Null(Outcome(whole[..length]));
        }
    }

    /// <summary>The copy's text, or null when the file was refused with an error that names it. Anything else is a crash.</summary>
    private static string? Outcome(byte[] content)
    {
        try
        {
            var source = new SourceFile(content, null, default, default);
            using var text = LogText.Read("fuzz.json.gz", content, Limits);
            var index = new InMemoryEvidence();
            var scan = LogFileScan.Run("fuzz.json.gz", text, Limits, account: null);
            index.Put(scan.Evidence);
            var copy = new CopyMaker(
                new PassOptions { Limits = Limits }, collectOutcomes: false).Make("fuzz.json.gz", source, Samples.Known(scan, index));
            return Encoding.UTF8.GetString(LogText.IsGzip(copy.Content.Span) ? Samples.Gunzip(copy.Content) : copy.Content.ToArray());
        }
        catch (LogFileException e) when (e.Message.StartsWith("fuzz.json.gz: byte ", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>What the damaged gzip file's own text, plainly inflated, gives.</summary>
    private static string? PlainCopy(byte[] gzip) => LogText.IsGzip(gzip) ? Outcome(Samples.Gunzip(gzip)) : Outcome(gzip);

    private static bool TryParse(byte[] text, out JsonTree document)
    {
        document = new JsonTree.Scalar("null");
        try
        {
            document = JsonTree.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text));
            _ = document.Canonical();
            return document is JsonTree.Object { Members: var members } && members.Count(member => member.Name == "Records") == 1
                && document.Member("Records") is JsonTree.Array;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return false;
        }
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        var damaged = content.ToList();
        for (var blows = random.Next(1, 4); blows > 0 && damaged.Count > 0; blows--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(7))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[at] = (byte)"{}[]\",:\\ \n\0\xFF"[random.Next(12)];
                    break;
                case 2:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 20), damaged.Count - at));
                    break;
                case 3:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
                case 4:
                    damaged.InsertRange(at, content.Skip(random.Next(content.Length)).Take(random.Next(1, 30)));
                    break;
                case 5:
                    damaged.AddRange(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    damaged.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. damaged];
    }
}
