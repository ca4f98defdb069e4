using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// <c>faults.md</c> beside this file tells what was injected and what came of it. A run writes it:
/// <c>FAULTS_TABLE=write dotnet test -c Release</c>. Every other run checks that it still tells the truth, numbers of injections aside.
/// </summary>
public sealed partial class FaultTableTests
{
    private static readonly string Path = Repository.Path("tests", "CloudTrailEnricher.Tests", "Model", "faults.md");

    [Fact]
    public async Task The_table_of_faults_is_what_a_run_gives()
    {
        var table = Write(Exploration.Whole.Value, await Pipeline.TenThousandFiles.Value);
        if (Environment.GetEnvironmentVariable("FAULTS_TABLE") == "write")
        {
            await File.WriteAllTextAsync(Path, table, TestContext.Current.CancellationToken);
        }

        Assert.Equal(WithoutNumbers(await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken)), WithoutNumbers(table));
    }

    private static string Write(Exploration model, PipelineResult pipeline)
    {
        var text = new StringBuilder();
        text.Append("# Faults, how often they were injected, and what came of it\n\n");
        text.Append("Written by a test run: `FAULTS_TABLE=write dotnet test -c Release`. Do not edit.\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"## The model: {Number(model.Schedules)} schedules, {(model.Failed is null ? "none" : "one")} wrong\n\n");
        text.Append(
            "Right means: every file has one copy, which is what its bytes and the evidence give, none got worse, nothing that evidence " +
            "decides is left open,\n");
        text.Append("and no message is left over.\n\n");
        text.Append("| Call | Fault | Injected | Schedules with it that ended right | Wrong |\n| --- | --- | ---: | ---: | ---: |\n");
        foreach (var kind in Enum.GetValues<CallKind>())
        {
            var faults = Enum.GetValues<Fault>().Where(
                fault => (kind == CallKind.Queue) == (fault is Fault.DeliveredTwice or Fault.NotAcknowledged));
            foreach (var fault in faults)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"| {Words(kind)} | {Words(fault)} | {Number(model.Faults.Injected(kind, fault))} ");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Number(model.Faults.Right(kind, fault))} | {Number(model.Faults.Wrong(kind, fault))} |\n");
            }
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"\n## The pipeline: {Number(pipeline.Files)} files, 5 % of {Number(pipeline.Faults.Calls)} calls fail\n\n");
        text.Append("| Call | Failed before it took effect | Failed after |\n| --- | ---: | ---: |\n");
        foreach (var kind in Enum.GetValues<CallKind>().Where(kind => kind != CallKind.Queue))
        {
            var injected = pipeline.Faults.Injected;
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Words(kind)} | {Number(injected.Injected(kind, Fault.FailedBefore))} | " +
                $"{Number(injected.Injected(kind, Fault.FailedAfter))} |\n");
        }

        text.Append("\n| Outcome | Files |\n| --- | ---: |\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| one right copy | {Number(pipeline.Copies - pipeline.Wrong.Count)} |\n| a wrong copy | {Number(pipeline.Wrong.Count)} " +
            $"|\n| no copy | {Number(pipeline.Lost)} |\n");
        return text.ToString();
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Zero and more than zero are different outcomes; how much more is not.</summary>
    private static string WithoutNumbers(string table) => SomeNumber.Replace(table, "n");

    private static string Words(CallKind kind) => WordStart.Replace(kind.ToString(), " $0").Trim().ToLowerInvariant();

    private static string Words(Fault fault) => WordStart.Replace(fault.ToString(), " $0").Trim().ToLowerInvariant();

    [GeneratedRegex("[1-9][0-9,]*")]
    private static partial Regex SomeNumber { get; }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart { get; }
}
