using System.Text;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>Runs many schedules, on all cores, and makes the first one that goes wrong as short as it can.</summary>
internal static class Explorer
{
    private const int MostShrinking = 4_000;

    /// <summary>Runs the schedules of the seeds from 0 on.</summary>
    public static Exploration Explore(long schedules, Plant? plant = null)
    {
        var faults = new FaultCounts();
        var failed = long.MaxValue;
        var gate = new Lock();
        var next = -1L;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            var mine = new FaultCounts();
            var decisions = new Decisions();
            for (long seed; (seed = Interlocked.Increment(ref next)) < schedules && seed < Interlocked.Read(ref failed);)
            {
                decisions.FromSeed(seed);
                if (new World(decisions, plant, mine, trace: null).Run() is not null)
                {
                    lock (gate)
                    {
                        failed = Math.Min(failed, seed);
                    }
                }
            }

            lock (gate)
            {
                faults.Add(mine);
            }
        });
        return new Exploration(Math.Min(schedules, failed), failed < schedules ? failed : null, faults, plant);
    }

    /// <summary>The seed, what it breaks, and the shortest schedule found that breaks something.</summary>
    public static string Explain(long seed, Plant? plant)
    {
        var decisions = new Decisions();
        decisions.FromSeed(seed);
        _ = Run(decisions, plant, trace: null);
        int[] shortest = [.. decisions.Made];
        for (var (attempts, before) = (0, int.MaxValue); attempts < MostShrinking && before != Weight(shortest);)
        {
            before = Weight(shortest);
            foreach (var simpler in Simpler(shortest))
            {
                decisions.FromList(simpler);
                attempts++;
                if (Run(decisions, plant, trace: null) is not null && Weight(decisions.Made) < Weight(shortest))
                {
                    shortest = [.. decisions.Made];
                    break;
                }

                if (attempts == MostShrinking)
                {
                    break;
                }
            }
        }

        var trace = new List<string>();
        decisions.FromList(shortest);
        var world = new World(decisions, plant, new FaultCounts(), trace);
        var violation = world.Run();
        var text = new StringBuilder($"seed {seed}: {violation}\n");
        for (var file = 0; file < world.Scenario.Files; file++)
        {
            text.Append($"  file {file}: redacted {world.Scenario.Redacted[file]:x}, evidence {world.Scenario.Evidence[file]:x}, comes at {world.Scenario.Sources[file].LastModified:HH:mm}\n");
        }

        return text.AppendJoin('\n', trace.Select(line => "  " + line)).ToString();
    }

    private static string? Run(Decisions decisions, Plant? plant, List<string>? trace) => new World(decisions, plant, new FaultCounts(), trace).Run();

    /// <summary>Fewer decisions, then plainer ones.</summary>
    private static int Weight(IReadOnlyList<int> decisions)
    {
        var last = decisions.Count;
        while (last > 0 && decisions[last - 1] == 0)
        {
            last--;
        }

        return (10 * last) + decisions.Count(decision => decision != 0) + (2 * decisions.Count);
    }

    private static IEnumerable<int[]> Simpler(int[] decisions)
    {
        for (var block = decisions.Length / 2; block >= 1; block /= 2)
        {
            for (var start = 0; start + block <= decisions.Length; start += block)
            {
                int[] without = [.. decisions[..start], .. decisions[(start + block)..]];
                yield return without;
                var zeroed = (int[])decisions.Clone();
                Array.Clear(zeroed, start, block);
                yield return zeroed;
            }
        }
    }
}

/// <summary>What an exploration found.</summary>
/// <param name="Schedules">How many schedules were right.</param>
/// <param name="Failed">The first seed that went wrong; null when none did.</param>
/// <param name="Faults">What was injected.</param>
/// <param name="Plant">The bug that was planted, if one was.</param>
internal sealed record Exploration(long Schedules, long? Failed, FaultCounts Faults, Plant? Plant)
{
    /// <summary>What went wrong, for people; empty when nothing did.</summary>
    public override string ToString() => Failed is { } seed ? Explorer.Explain(seed, Plant) : "";
}
