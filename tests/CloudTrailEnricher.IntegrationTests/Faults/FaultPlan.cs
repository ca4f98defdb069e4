using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>Decides what happens to each call, and counts it.</summary>
internal sealed partial class FaultPlan(Func<WireCall, int, WireFault> decide)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WireCall, int> _calls = [];
    private readonly ConcurrentDictionary<(WireCall Call, WireFault Fault), int> _injected = [];

    /// <summary>Which faults a call can meet.</summary>
    public static IReadOnlyDictionary<WireCall, WireFault[]> Possible { get; } = new Dictionary<WireCall, WireFault[]>
    {
        [WireCall.ReadFile] = [WireFault.Throttled, WireFault.ResetBefore, WireFault.CutShort, WireFault.Slow],
        [WireCall.FindCopy] = [WireFault.Throttled, WireFault.ResetBefore, WireFault.Slow],
        [WireCall.PutCopy] =
        [
            WireFault.Throttled,
            WireFault.ResetBefore,
            WireFault.ResetAfter,
            WireFault.PreconditionFailedBefore,
            WireFault.PreconditionFailedAfter,
            WireFault.ConflictBefore, WireFault.ConflictAfter, WireFault.Slow,
        ],
        [WireCall.CopyUnchanged] =
        [
            WireFault.Throttled,
            WireFault.ResetBefore,
            WireFault.ResetAfter,
            WireFault.PreconditionFailedBefore,
            WireFault.ErrorInside,
            WireFault.Slow,
        ],
        [WireCall.PutItem] = [WireFault.Throttled, WireFault.ResetBefore, WireFault.ResetAfter, WireFault.Slow],
        [WireCall.Query] =
            [WireFault.Throttled, WireFault.ResetBefore, WireFault.CutShort, WireFault.PartialPage, WireFault.EmptyPage, WireFault.Slow],
        [WireCall.DeleteItem] = [WireFault.Throttled, WireFault.ResetBefore, WireFault.ResetAfter, WireFault.Slow],
        [WireCall.Send] = [WireFault.Throttled, WireFault.ResetBefore, WireFault.ResetAfter, WireFault.PartialFailure, WireFault.Slow],
    };

    /// <summary>All calls that could have met a fault.</summary>
    public int Calls
    {
        get
        {
            lock (_lock)
            {
                return _calls.Values.Sum();
            }
        }
    }

    public int Injected => _injected.Values.Sum();

    /// <summary>
    /// The calls 0, 1, 3, 6, 10 and so on of a kind meet the fault: often, but with gaps that grow, so that attempts that always make
    /// the same number of calls do not fail for ever.
    /// </summary>
    public static FaultPlan EverRarer(WireCall call, WireFault fault) => Where(call, fault, number => Math.Sqrt((8 * number) + 1) % 1 == 0);

    /// <summary>The calls of a kind that are chosen by their number, from 0, meet the fault.</summary>
    public static FaultPlan Where(WireCall call, WireFault fault, Func<int, bool> meets) =>
        new((made, number) => made == call && meets(number) ? fault : WireFault.None);

    /// <summary>This share of all calls meets some fault.</summary>
    public static FaultPlan Random(int seed, double rate)
    {
        var random = new Random(seed);
        return new((call, _) => random.NextDouble() < rate ? Possible[call][random.Next(Possible[call].Length)] : WireFault.None);
    }

    public WireFault Next(WireCall call)
    {
        lock (_lock)
        {
            var number = _calls.GetValueOrDefault(call);
            _calls[call] = number + 1;
            return decide(call, number);
        }
    }

    /// <summary>Notes that a fault was really injected.</summary>
    public void Count(WireCall call, WireFault fault) => _injected.AddOrUpdate((call, fault), 1, (_, count) => count + 1);

    public int Count(WireFault fault) => _injected.Where(one => one.Key.Fault == fault).Sum(one => one.Value);

    /// <summary>What was injected how often, in Markdown.</summary>
    public static string Table(IReadOnlyCollection<FaultPlan> plans)
    {
        var text = new StringBuilder("| Call | Fault | Injected |\n| --- | --- | ---: |\n");
        foreach (var (call, faults) in Possible)
        {
            foreach (var fault in faults)
            {
                var injected = plans.Sum(plan => plan._injected.GetValueOrDefault((call, fault)));
                text.Append(CultureInfo.InvariantCulture, $"| {Words(call)} | {Words(fault)} | {injected:N0} |\n");
            }
        }

        return text.ToString();
    }

    private static string Words(Enum name) => WordStart.Replace(name.ToString(), " $0").Trim().ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart { get; }
}
