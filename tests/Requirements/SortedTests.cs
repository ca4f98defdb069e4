using System.Reflection;
using Xunit.v3;

namespace CloudTrailEnricher.Requirements;

/// <summary>The tests of a run, by whether their needs are met.</summary>
/// <param name="Runnable">Those that can run.</param>
/// <param name="LeftOut">The others, by the first need that is missing.</param>
internal sealed record SortedTests(IReadOnlyList<IXunitTestCase> Runnable, IReadOnlyList<LeftOutTests> LeftOut)
{
    /// <summary>Looks once for each thing that a test of the run needs.</summary>
    public static async Task<SortedTests> SortAsync(IReadOnlyCollection<IXunitTestCase> tests, CancellationToken cancellationToken)
    {
        var missing = new Dictionary<string, string?>();
        var runnable = new List<IXunitTestCase>();
        var leftOut = new Dictionary<string, List<IXunitTestCase>>();
        foreach (var test in tests)
        {
            if (await FirstMissingAsync(test) is not { } need)
            {
                runnable.Add(test);
            }
            else if (leftOut.TryGetValue(need, out var others))
            {
                others.Add(test);
            }
            else
            {
                leftOut.Add(need, [test]);
            }
        }

        return new SortedTests(runnable, [.. leftOut.Select(one => new LeftOutTests(one.Key, missing[one.Key]!, one.Value))]);

        async Task<string?> FirstMissingAsync(IXunitTestCase test)
        {
            foreach (var need in NeedsOf(test))
            {
                if (!missing.TryGetValue(need.Name, out var reason))
                {
                    missing[need.Name] = reason = await need.FindWhatIsMissingAsync(cancellationToken);
                }

                if (reason is not null)
                {
                    return need.Name;
                }
            }

            return null;
        }
    }

    private static IEnumerable<IRequirement> NeedsOf(IXunitTestCase test) =>
        FixturesOf(test.TestClass.Class)
            .Append(test.TestClass.Class)
            .Append<MemberInfo>(test.TestMethod.Method)
            .SelectMany(member => member.GetCustomAttributes<NeedsAttribute>())
            .Select(needs => needs.Requirement);

    private static IEnumerable<Type> FixturesOf(Type testClass) =>
        testClass.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType);
}

/// <summary>Tests that one missing thing keeps from running.</summary>
/// <param name="Need">What they need.</param>
/// <param name="Reason">Why it is missing, and the remedy.</param>
/// <param name="Tests">The tests.</param>
internal sealed record LeftOutTests(string Need, string Reason, IReadOnlyList<IXunitTestCase> Tests)
{
    /// <summary>How many tests need what.</summary>
    public string Subject => Tests.Count == 1 ? $"1 test needs {Need}" : $"{Tests.Count} tests need {Need}";

    /// <summary>The one sentence that stands for all of them.</summary>
    public string Sentence => $"{Subject}: {Reason}";
}
