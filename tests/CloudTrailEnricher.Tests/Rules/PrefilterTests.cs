using System.Collections.Concurrent;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Tests.Oracle;
using CsCheck;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class PrefilterTests
{
    private static long Cases => long.TryParse(Environment.GetEnvironmentVariable("CASES"), out var cases) ? cases : 30_000;

    [Fact]
    public void No_record_that_a_rule_takes_is_passed_over()
    {
        var taken = new ConcurrentDictionary<string, int>();
        Gen.Int.Sample(
            seed =>
            {
                using var text = LogText.Read("test", Utf8(RandomDocument.Make(seed)), ReadLimits.Default);
                var reader = new LogFileReader("test", text, ReadLimits.Default);
                while (reader.Read())
                {
                    var record = RecordParser.Parse(reader, ReadLimits.Default);
                    var isRedacted = Redaction.Find(record).Fields != RedactedFields.None;
                    var isEvidence = EvidenceRules.TryFind(record, account: null, out var evidence);
                    var hints = Prefilter.Look(reader);
                    var isOfAgents = AgentRequest.Find(record).IsAsked || AgentCalls.Find(record, account: null, maxDepth: 512).Any();
                    if (isOfAgents && !(hints.HasFlag(RecordHints.MayBeAgents) && Prefilter.MayBeAgents(reader)))
                    {
                        return false;
                    }

                    if ((isRedacted && !(hints.HasFlag(RecordHints.MayBeRedacted) && Prefilter.MayBeRedacted(reader)))
                        || (isEvidence && !hints.HasFlag(RecordHints.MayBeEvidence)))
                    {
                        return false;
                    }

                    var kind = evidence is not null ? evidence.EventName : isOfAgents ? "agents" : isRedacted ? "redacted" : "none";
                    taken.AddOrUpdate(kind, 1, (_, times) => times + 1);
                }

                return true;
            },
            iter: Cases,
            print: RandomDocument.Make);
        Assert.Superset(
            new HashSet<string> { "AuthorizeOAuth2Access", "ConsoleLogin", "ListBuckets", "SwitchRole", "agents", "none", "redacted" },
            taken.Keys.ToHashSet());
    }

    [Theory]
    [InlineData("{\"a\":1}", RecordHints.None)]
    [InlineData("{\"a\":\"x AWS Internal\"}", RecordHints.None)]
    [InlineData("{\"a\":\"AWS Internals\"}", RecordHints.MayBeRedacted)]
    [InlineData("{\"a\":\"ConsoleLogin\"}", RecordHints.MayBeEvidence)]
    [InlineData("{\"a\":\"Mozilla\\/5.0\"}", RecordHints.MayBeEvidence)]
    [InlineData("{\"a\":\"aws-mcp.amazonaws.com\"}", RecordHints.MayBeAgents)]
    [InlineData("{\"a\":\"aws-mcp\"}", RecordHints.None)]
    [InlineData("{\"a\":\"\\u0041\"}", RecordHints.MayBeRedacted | RecordHints.MayBeEvidence | RecordHints.MayBeAgents)]
    [InlineData("{\"a\":\"\\n\"}", RecordHints.None)]
    public void Records_without_any_marker_are_passed_over(string record, object hints)
    {
        // Long and short records are searched in different ways.
        foreach (var padding in new[] { "", ",\"padding\":\"" + new string('x', 200) + "\"" })
        {
            using var text = LogText.Read("test", Utf8(File(record[..^1] + padding + "}")), ReadLimits.Default);
            var reader = new LogFileReader("test", text, ReadLimits.Default);
            Assert.True(reader.Read());
            Assert.Equal((RecordHints)hints, Prefilter.Look(reader));
        }
    }
}
