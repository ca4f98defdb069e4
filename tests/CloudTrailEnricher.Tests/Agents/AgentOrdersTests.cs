using System.Text.Json;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>
/// Both passes over random files with agents' calls and records that they caused: in any order, with calls that are late, missing,
/// repeated or disputed, while calls to the stores fail before or after they take effect, and while the other pass runs between two of
/// them.
/// </summary>
public sealed class AgentOrdersTests
{
    private const int MostRounds = 5_000;

    [Fact]
    public async Task In_any_order_every_copy_ends_as_all_agents_calls_together_decide_it_and_none_forgets_one()
    {
        var (found, disputed, missing, faults) = (0, 0, 0, 0L);
        for (var seed = 0; seed < 1_000; seed++)
        {
            var run = new AgentWorld(seed);
            for (var round = 0; await run.StepAsync(); round++)
            {
                Assert.True(round < MostRounds, $"seed {seed}: there is still something to do");
            }

            Assert.True(run.Violation is null, $"seed {seed}: {run.Violation}");
            foreach (var file in run.Files)
            {
                var (copy, expected) = (run.CopyOf(file), Enrich(run.TextOf(file), [.. run.Files.Select(run.TextOf)]).Text);
                Assert.True(IsRight(copy, expected), $"seed {seed}, {file}:\n{copy}\ninstead of\n{expected}");
                found += Count(copy, "mcpCall");
                disputed += Count(copy, "ambiguous");
                missing += Count(copy, "none");
            }

            faults += run.Faults;
        }

        Assert.True(Math.Min(Math.Min(found, disputed), missing) > 300 && faults > 800, $"{found}, {disputed}, {missing}, {faults} faults");
    }

    private static bool IsRight(string? copy, string expected)
    {
        if (copy is null)
        {
            return false;
        }

        using var actual = JsonDocument.Parse(copy);
        using var best = JsonDocument.Parse(expected);
        return actual.RootElement.GetProperty("Records").EnumerateArray()
            .Zip(best.RootElement.GetProperty("Records").EnumerateArray())
            .All(pair => pair.First.GetRawText() == pair.Second.GetRawText() || WasFinal(pair.First, pair.Second));
    }

    /// <summary>
    /// What one agent's call told when the copy was made is final for the live path, though another one disputes it later, or says the
    /// same and is earlier.
    /// </summary>
    private static bool WasFinal(JsonElement record, JsonElement best)
    {
        if (Match(record) != "mcpCall")
        {
            return false;
        }

        var address = Address(record.GetProperty("enrichment").GetProperty("agent"));
        return Match(best) switch
        {
            "mcpCall" => Address(best.GetProperty("enrichment").GetProperty("agent")) == address,
            "ambiguous" =>
                best.GetProperty("enrichment").GetProperty("candidates").EnumerateArray().Any(candidate => Address(candidate) == address),
            _ => false,
        };

        static string? Address(JsonElement values) => values.GetProperty("sourceIPAddress").GetString();
    }

    private static string? Match(JsonElement record) =>
        record.TryGetProperty("enrichment", out var enrichment) ? enrichment.GetProperty("match").GetString() : null;

    private static int Count(string? copy, string match) => copy!.Split($"\"match\":\"{match}\"").Length - 1;
}
