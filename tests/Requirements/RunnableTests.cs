using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(CloudTrailEnricher.Requirements.RunnableTests))]

namespace CloudTrailEnricher.Requirements;

/// <summary>
/// Runs the tests whose needs are met. The others are left out, and each missing need is one skipped test that says why and how many.
/// Explicit tests, which have commands of their own, are left out of a run that does not ask for them.
/// </summary>
public sealed class RunnableTests(string? configFileName) : XunitTestFramework(configFileName)
{
    private readonly string? _configFileName = configFileName;

    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new Executor(new XunitTestAssembly(assembly, configFilePath: _configFileName));

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override async ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases,
            IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions,
            CancellationToken cancellationToken)
        {
            var isExplicitOff = executionOptions.ExplicitOptionOrDefault() == ExplicitOption.Off;
            var sorted = await SortedTests.SortAsync([.. testCases.Where(test => !(test.Explicit && isExplicitOff))], cancellationToken);
            await base.RunTestCases(
                [.. sorted.Runnable, .. sorted.LeftOut.Select(Skipped)], executionMessageSink, executionOptions, cancellationToken);
        }

        private static XunitTestCase Skipped(LeftOutTests leftOut) => new(
            leftOut.Tests[0].TestMethod,
            leftOut.Subject,
            $"left out: {leftOut.Subject}",
            @explicit: false,
            skipReason: leftOut.Sentence);
    }
}
