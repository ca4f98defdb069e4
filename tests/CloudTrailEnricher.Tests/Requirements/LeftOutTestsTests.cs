using CloudTrailEnricher.Requirements;
using Xunit.v3;

namespace CloudTrailEnricher.Tests.Requirements;

/// <summary>How a run leaves out what this machine cannot run.</summary>
public sealed class LeftOutTestsTests
{
    private static readonly XunitTestCollection Collection = new(
        new XunitTestAssembly(typeof(LeftOutTestsTests).Assembly, configFilePath: null),
        collectionDefinition: null,
        disableParallelization: false,
        "made up");

    [Fact]
    public async Task Each_missing_need_is_one_sentence_that_counts_its_tests()
    {
        var sorted = await SortAsync(
            Case<Free>(nameof(Free.Runs)),
            Case<Free>(nameof(Free.Flies)),
            Case<Rider>(nameof(Rider.Rides)),
            Case<Groom>(nameof(Groom.Brushes)),
            Case<Groom>(nameof(Groom.Feeds)));

        Assert.Equal([nameof(Free.Runs)], sorted.Runnable.Select(test => test.TestMethod.MethodName));
        Assert.Equal(
            ["1 test needs wings: buy some", "3 tests need a unicorn: there are none; look again"], sorted.LeftOut.Select(one => one.Sentence));
        Assert.Equal(
            [nameof(Rider.Rides), nameof(Groom.Brushes), nameof(Groom.Feeds)],
            sorted.LeftOut[1].Tests.Select(test => test.TestMethod.MethodName));
    }

    [Fact]
    public async Task What_is_here_leaves_nothing_out()
    {
        var sorted = await SortAsync(Case<Pedestrian>(nameof(Pedestrian.Walks)));

        Assert.Equal([nameof(Pedestrian.Walks)], sorted.Runnable.Select(test => test.TestMethod.MethodName));
        Assert.Empty(sorted.LeftOut);
    }

    private static Task<SortedTests> SortAsync(params IXunitTestCase[] tests) =>
        SortedTests.SortAsync(tests, TestContext.Current.CancellationToken);

    private static XunitTestCase Case<T>(string method) => new(
        new XunitTestMethod(new XunitTestClass(typeof(T), Collection), typeof(T).GetMethod(method)!, []),
        method,
        $"{typeof(T).Name}.{method}",
        @explicit: false);

    private sealed class Free
    {
        public static void Runs()
        {
        }

        [Needs<Wings>]
        public static void Flies()
        {
        }
    }

    private sealed class Rider(Stable stable)
    {
        public Stable Stable => stable;

        public static void Rides()
        {
        }
    }

    [Needs<Unicorn>]
    private sealed class Groom
    {
        public static void Brushes()
        {
        }

        public static void Feeds()
        {
        }
    }

    [Needs<Ground>]
    private sealed class Pedestrian
    {
        public static void Walks()
        {
        }
    }

    /// <summary>A fixture: whoever takes it needs what it needs.</summary>
    [Needs<Unicorn>]
    private sealed class Stable;

    private sealed class Unicorn() : Thing("a unicorn", "there are none; look again");

    private sealed class Wings() : Thing("wings", "buy some");

    private sealed class Ground() : Thing("ground", null);

    private abstract class Thing(string name, string? missing) : IRequirement
    {
        public string Name => name;

        public ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken) => new(missing);
    }
}
