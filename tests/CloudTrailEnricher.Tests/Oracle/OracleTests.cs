using System.Text;
using System.Text.Json;
using CsCheck;

namespace CloudTrailEnricher.Tests.Oracle;

public sealed class OracleTests
{
    /// <summary>How many random documents are tried; <c>CASES</c> asks for more.</summary>
    private static long Cases => long.TryParse(Environment.GetEnvironmentVariable("CASES"), out var cases) ? cases : 100_000;

    [Fact]
    public void The_fast_code_agrees_with_plain_code_on_random_documents()
    {
        var (recovered, agents) = (0L, new long[4]);
        Gen.Int.Sample(
            seed =>
            {
                var text = RandomDocument.Make(seed);
                var (enriched, counts) = Samples.Enrich(text);
                Interlocked.Add(ref recovered, counts.Recovered);
                Interlocked.Add(ref agents[0], counts.AgentCallsFound);
                Interlocked.Add(ref agents[1], counts.AgentCallsDisputed);
                Interlocked.Add(ref agents[2], counts.AgentCallsMissing);
                Interlocked.Add(ref agents[3], counts.AgentCallsNotFitting);
                return JsonTree.Parse(enriched).Canonical() == PlainEnricher.Enrich(JsonTree.Parse(text)).Canonical()
                    && (counts.RedactedRecords + counts.AgentRecords > 0 || enriched == text);
            },
            iter: Cases,
            print: RandomDocument.Make);
        Assert.All(agents, count => Assert.True(count > Cases / 1000, $"of agents only {string.Join(", ", agents)} in {Cases} documents"));
        Assert.True(recovered > Cases / 100, $"only {recovered} fields were recovered in {Cases} documents: the documents test too little");
    }

    /// <summary>
    /// The copy without the added objects differs from the source in string values only, and those are the values that the oracle recovers.
    /// So every other byte, white space and escapes among them, is the source's.
    /// </summary>
    [Fact]
    public void What_is_not_recovered_stays_byte_for_byte() =>
        Gen.Int.Sample(
            seed =>
            {
                var source = Encoding.UTF8.GetBytes(RandomDocument.Make(seed));
                var (text, _) = Samples.Enrich(Encoding.UTF8.GetString(source));
                return Matches(Tokens(source), Tokens(Encoding.UTF8.GetBytes(text)));
            },
            iter: Cases / 10,
            print: RandomDocument.Make);

    /// <summary>The tokens of a document, each with the bytes between it and the one before.</summary>
    private static List<(string Gap, string Text, JsonTokenType Type)> Tokens(byte[] document)
    {
        var tokens = new List<(string, string, JsonTokenType)>();
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = 512 });
        var end = 0;
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            var length = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                ? reader.ValueSpan.Length + 2
                : Math.Max(1, reader.ValueSpan.Length);
            tokens.Add(
                (Encoding.UTF8.GetString(document, end, start - end), Encoding.UTF8.GetString(document, start, length), reader.TokenType));
            end = start + length;
        }

        tokens.Add((Encoding.UTF8.GetString(document, end, document.Length - end), "", JsonTokenType.None));
        return tokens;
    }

    /// <summary>
    /// Goes through both side by side: the copy may have other strings for redacted ones, and whole objects named "enrichment" more.
    /// </summary>
    private static bool Matches(
        List<(string Gap, string Text, JsonTokenType Type)> source, List<(string Gap, string Text, JsonTokenType Type)> copy)
    {
        var at = 0;
        foreach (var token in source)
        {
            if (at < copy.Count && copy[at] != token && copy[at] is { Gap: ",", Text: "\"enrichment\"", Type: JsonTokenType.PropertyName })
            {
                at = AfterObject(copy, at + 1);
            }

            if (at == copy.Count || copy[at].Gap != token.Gap || copy[at].Type != token.Type
                || (copy[at].Text != token.Text && !(token.Type == JsonTokenType.String && IsRedacted(token.Text))))
            {
                return false;
            }

            at++;
        }

        return at == copy.Count;
    }

    private static int AfterObject(List<(string Gap, string Text, JsonTokenType Type)> tokens, int at)
    {
        var depth = 0;
        do
        {
            depth += tokens[at].Type switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
            at++;
        }
        while (depth > 0);

        return at;
    }

    private static bool IsRedacted(string json) =>
        JsonSerializer.Deserialize<string>(json)!.StartsWith("AWS Internal", StringComparison.Ordinal);
}
