using System.Text;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Tests.Oracle;
using CsCheck;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class DisputedSessionTests(ITestOutputHelper output)
{
    private static readonly CopyMaker Maker = new(new PassOptions(), collectOutcomes: true);

    /// <summary>How many random sessions are tried; <c>CASES</c> asks for more.</summary>
    private static long Cases => long.TryParse(Environment.GetEnvironmentVariable("CASES"), out var cases) ? cases : 100_000;

    [Fact]
    public void Sessions_whose_evidence_disagrees_come_out_as_the_rules_say()
    {
        var kinds = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        Gen.Int.Sample(
            seed =>
            {
                var files = RandomSession.Files(seed);
                var index = new InMemoryEvidence();
                foreach (var file in files)
                {
                    index.Put(Samples.Scan(file).Evidence);
                }

                var documents = Array.ConvertAll(files, JsonTree.Parse);
                var evidence = PlainEnricher.EvidenceIn(documents);
                var bySession = Samples.BySession(index);
                return files.Zip(documents).All(one =>
                {
                    var (file, document) = one;
                    var copy = Maker.Make("test.json", new SourceFile(Samples.Utf8(file), null, default, default), bySession);
                    var enriched = Encoding.UTF8.GetString(copy.Content.Span);
                    Count(kinds, enriched);
                    var plain = PlainEnricher.Enrich(document, evidence);
                    return JsonTree.Parse(enriched).Canonical() == plain.Document.Canonical()
                        && plain.Reasons.SequenceEqual(
                            copy.Outcomes.Select(outcome => (outcome.Reason.SourceIPAddress.Code(), outcome.Reason.UserAgent.Code())));
                });
            },
            iter: Cases,
            print: seed => string.Join('\n', RandomSession.Files(seed)));
        foreach (var (kind, times) in kinds.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{kind}: {times}");
            Assert.True(times > Cases / 50, $"{kind} occurs only {times} times in {Cases} sessions: they test too little");
        }

        Assert.Equal(7, kinds.Count);
    }

    private static void Count(System.Collections.Concurrent.ConcurrentDictionary<string, int> kinds, string enriched)
    {
        foreach (
            var kind in new[] { "\"signIn\"", "\"browserSibling\"", "\"ambiguous\"", "\"none\"", "addressDiffers", "sessionAddresses", "origin" })
        {
            if (enriched.Contains(kind, StringComparison.Ordinal))
            {
                kinds.AddOrUpdate(kind, 1, (_, times) => times + 1);
            }
        }
    }
}
