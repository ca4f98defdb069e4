using CsCheck;

namespace CloudTrailEnricher.Tests.Oracle;

public sealed class OracleTests
{
    /// <summary>How many random documents are tried; <c>CASES</c> asks for more.</summary>
    private static long Cases => long.TryParse(Environment.GetEnvironmentVariable("CASES"), out var cases) ? cases : 100_000;

    [Fact]
    public void The_fast_code_agrees_with_plain_code_on_random_documents()
    {
        var recovered = 0L;
        Gen.Int.Sample(
            seed =>
            {
                var text = RandomDocument.Make(seed);
                var (enriched, counts) = Samples.Enrich(text);
                Interlocked.Add(ref recovered, counts.Recovered);
                return JsonTree.Parse(enriched).Canonical() == PlainEnricher.Enrich(JsonTree.Parse(text)).Canonical()
                    && (counts.RedactedRecords > 0 || enriched == text);
            },
            iter: Cases,
            print: RandomDocument.Make);
        Assert.True(recovered > Cases / 100, $"only {recovered} fields were recovered in {Cases} documents: the documents test too little");
    }

    [Fact]
    public void What_is_not_recovered_stays_byte_for_byte() =>
        Gen.Int.Sample(
            seed =>
            {
                var text = RandomDocument.Make(seed);
                var (enriched, _) = Samples.Enrich(text);
                return WithoutEnrichment(enriched) is var rest && IsSubsequence(text, rest);
            },
            iter: Cases / 10,
            print: RandomDocument.Make);

    /// <summary>Whether the source is the rest with some <c>AWS Internal</c> values written back: what differs are values, never structure.</summary>
    private static bool IsSubsequence(string text, string rest)
    {
        static string Structure(string json) => string.Concat(json.Where(letter => letter is ' ' or '\t' or '\n' or '\r' or ':' or ',' or '{' or '}' or '[' or ']'));
        static string WithoutStrings(string json) => System.Text.RegularExpressions.Regex.Replace(json, """
            "(\\.|[^"\\])*"
            """.Trim(), "\"\"");
        return Structure(WithoutStrings(text)) == Structure(WithoutStrings(rest));
    }

    private static string WithoutEnrichment(string enriched) =>
        System.Text.RegularExpressions.Regex.Replace(enriched, """,\"enrichment\":\{\"recovered\":\[[^\]]*\],\"match\":.*?,\"version\":\"1\.0\.0\"\}""", "");
}
