using System.Collections.Concurrent;
using System.Globalization;

[assembly: AssemblyFixture(typeof(CloudTrailEnricher.IntegrationTests.Faults.WireFaultTable))]

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>
/// Collects what a run injected. <c>FAULTS_TABLE=write dotnet test -c Release</c> writes it to <c>faults.md</c> beside the tests;
/// that a copy was wrong, the tests tell, not the table.
/// </summary>
public sealed class WireFaultTable : IAsyncDisposable
{
    private static readonly string Path = System.IO.Path.Combine(
        Repository.Root.FullName, "tests", "CloudTrailEnricher.IntegrationTests", "faults.md");

    private readonly ConcurrentBag<FaultPlan> _plans = [];
    private string? _kills;

    internal void Add(FaultPlan plan) => _plans.Add(plan);

    internal void AddKills(string table) => _kills = table;

    public async ValueTask DisposeAsync()
    {
        // Half a run has no table.
        if (Environment.GetEnvironmentVariable("FAULTS_TABLE") == "write" && !_plans.IsEmpty && _kills is not null)
        {
            await File.WriteAllTextAsync(Path, Text());
        }
    }

    private string Text() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        # Faults on the wire, and how often they were injected

        Written by a test run: `FAULTS_TABLE=write dotnet test -c Release`. Do not edit.
        In every run all copies are right in the end, no message is left over, and nothing is lost; a run in which that is not so fails.

        ## HTTP: {_plans.Sum(plan => plan.Injected):N0} faults in {_plans.Sum(plan => plan.Calls):N0} calls

        {FaultPlan.Table(_plans)}
        ## Processes

        {_kills}

        """).ReplaceLineEndings("\n");
}
