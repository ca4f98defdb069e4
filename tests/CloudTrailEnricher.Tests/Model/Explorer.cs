using System.Text;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>Runs many schedules, on all cores, and makes the first one that goes wrong as short as it can.</summary>
internal static class Explorer
{
    private const int MostShrinking = 10_000;
    private const int SeedsOfEachSize = 5_000;

    /// <summary>Runs the schedules of the seeds from 0 on.</summary>
    /// <param name="schedules">How many.</param>
    /// <param name="plant">A bug to plant, if any.</param>
    /// <param name="only">Part of what a schedule must be blamed for; null when anything counts.</param>
    public static Exploration Explore(long schedules, Plant? plant = null, string? only = null)
    {
        var faults = new FaultCounts();
        var failed = long.MaxValue;
        var gate = new Lock();
        var next = -1L;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            var mine = new FaultCounts();
            var choices = new Choices();
            for (long seed; (seed = Interlocked.Increment(ref next)) < schedules && seed < Interlocked.Read(ref failed);)
            {
                choices.FromSeed(seed);
                if (new World(choices, Bounds.Widest, plant, mine, trace: null).Run() is { } violation
                    && (only is null || violation.Contains(only, StringComparison.Ordinal)))
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
        var choices = new Choices();
        choices.FromSeed(seed);
        var first = Run(choices, Bounds.Widest, plant);
        var (bounds, shortest) = FindSmaller(plant) ?? (Bounds.Widest, [.. choices.Made]);
        shortest = Shrink(shortest, bounds, plant);

        var trace = new List<string>();
        choices.FromList(shortest);
        var world = new World(choices, bounds, plant, new FaultCounts(), trace);
        var violation = world.Run();
        var text = new StringBuilder($"seed {seed}: {first}\nThe shortest schedule found: {violation}\n");
        for (var file = 0; file < world.Scenario.Files; file++)
        {
            text.Append(
                $"  file {file}: redacted {world.Scenario.Redacted[file]:x}, events {world.Scenario.Events[file]:x}, comes at " +
                $"{world.Scenario.Sources[file].LastModified:HH:mm}\n");
        }

        return text.AppendJoin('\n', trace.Select(line => "  " + line)).ToString();
    }

    private static string? Run(Choices choices, Bounds bounds, Plant? plant) =>
        new World(choices, bounds, plant, new FaultCounts(), trace: null).Run();

    /// <summary>Looks for something that goes wrong with fewer faults, files and sessions.</summary>
    private static (Bounds Bounds, int[] Choices)? FindSmaller(Plant? plant)
    {
        int[] faults = [0, 1, 2, 4];
        var smaller = from most in faults
                      from files in new[] { 2, 3 }
                      from sessions in new[] { 1, 2 }
                      select new Bounds(files, sessions, most);
        var choices = new Choices();
        foreach (var bounds in smaller)
        {
            int[]? shortest = null;
            for (var seed = 0; seed < SeedsOfEachSize; seed++)
            {
                choices.FromSeed(seed);
                if (Run(choices, bounds, plant) is not null && (shortest is null || Weight(choices.Made) < Weight(shortest)))
                {
                    shortest = [.. choices.Made];
                }
            }

            if (shortest is not null)
            {
                return (bounds, shortest);
            }
        }

        return null;
    }

    /// <summary>Leaves out choices, or makes them plain, many at a time and then few, as long as something still goes wrong.</summary>
    private static int[] Shrink(int[] shortest, Bounds bounds, Plant? plant)
    {
        var choices = new Choices();
        var attempts = 0;
        for (var before = int.MaxValue; Weight(shortest) < before && attempts < MostShrinking;)
        {
            before = Weight(shortest);
            for (var block = 64; block >= 1; block /= 2)
            {
                for (var start = shortest.Length - block; start >= 0 && attempts < MostShrinking; start -= block)
                {
                    start = Math.Min(start, shortest.Length - block);
                    _ = start >= 0 && (Try([.. shortest[..start], .. shortest[(start + block)..]]) || Try(Zeroed(start, block)));
                }
            }
        }

        return shortest;

        bool Try(int[] simpler)
        {
            attempts++;
            choices.FromList(simpler);
            if (Run(choices, bounds, plant) is null || Weight(choices.Made) >= Weight(shortest))
            {
                return false;
            }

            shortest = [.. choices.Made];
            return true;
        }

        int[] Zeroed(int start, int block)
        {
            var zeroed = (int[])shortest.Clone();
            Array.Clear(zeroed, start, block);
            return zeroed;
        }
    }

    /// <summary>Fewer choices first, then plainer ones.</summary>
    private static int Weight(IReadOnlyList<int> choices) => (100 * choices.Count) + choices.Sum();
}

/// <summary>What an exploration found.</summary>
/// <param name="Schedules">How many schedules were right.</param>
/// <param name="Failed">The first seed that went wrong; null when none did.</param>
/// <param name="Faults">What was injected.</param>
/// <param name="Plant">The bug that was planted, if one was.</param>
internal sealed record Exploration(long Schedules, long? Failed, FaultCounts Faults, Plant? Plant)
{
    /// <summary>How many schedules the tests explore, unless the environment variable SCHEDULES says otherwise.</summary>
    public static long WholeSchedules { get; } =
        long.TryParse(Environment.GetEnvironmentVariable("SCHEDULES"), out var schedules) ? schedules : 200_000;

    /// <summary>The exploration that the tests and the table of faults speak of.</summary>
    public static Lazy<Exploration> Whole { get; } = new(() => Explorer.Explore(WholeSchedules));

    /// <summary>What went wrong, for people; empty when nothing did.</summary>
    public override string ToString() => Failed is { } seed ? Explorer.Explain(seed, Plant) : "";
}
