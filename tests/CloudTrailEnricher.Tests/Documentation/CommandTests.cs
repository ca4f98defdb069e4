using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Requirements;
using CloudTrailEnricher.Tests.Deployment;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>
/// The pages' commands, run as they stand there, in a folder that looks like the project's. The replay truly runs; commands of the
/// AWS CLI are checked against its service models (see <c>commands/</c>).
/// </summary>
public sealed partial class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("page-").FullName;

    public CommandTests()
    {
        foreach (var entry in new[] { "events", "src", "tests", "docs", "template.yaml", "CloudTrailEnricher.slnx" })
        {
            File.CreateSymbolicLink(Path.Combine(_folder, entry), Repository.Path(entry));
        }

        // The README's own example of a path.
        Directory.CreateDirectory(Path.Combine(_folder, "path", "to"));
        File.CreateSymbolicLink(Path.Combine(_folder, "path", "to", "AWSLogs"), Repository.Path("events", "AWSLogs"));
    }

    public static TheoryData<string> Pages { get; } = [.. Page.All];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Pages))]
    [Needs<AwsModels>]
    public async Task Every_command_of_a_page_works(string page)
    {
        // One shell for all of a page's blocks: later ones use what earlier ones define.
        var commands = Page.Commands(page);
        if (commands.Count > 0)
        {
            var (exitCode, errors) = await Run("set -euo pipefail\n" + string.Join('\n', commands));
            Assert.True(exitCode == 0, $"{page}: exit code {exitCode}\n{errors}");
        }
    }

    [Theory]
    [InlineData("aws sqs no-such-operation", "no operation")]
    [InlineData("aws sqs start-message-move-task", "Missing required parameter")]
    [InlineData("aws sqs start-message-move-task --source arn", "no option --source")]
    [InlineData("aws stepfunctions start-execution --state-machine-arn arn --max-rate 5", "no option --max-rate")]
    [InlineData("sam deploy --no-such-option", "no option")]
    [InlineData("dotnet run --project src/Nothing", "no such project")]
    [InlineData("dotnet run --project src/CloudTrailEnricher.Replay -- no/such/file", "no such file or folder")]
    [Needs<AwsModels>]
    public async Task A_wrong_command_does_not_pass(string command, string reason)
    {
        var (exitCode, errors) = await Run(command);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_lead_somewhere() => Assert.All(
        Page.All.SelectMany(page => Page.Links(page).Select(link => (page, link.Path, link.Heading))),
        link =>
        {
            Assert.True(Path.Exists(Repository.Path(link.Path)), $"{link.page}: {link.Path} does not exist");
            Assert.True(
                link.Heading.Length == 0 || Page.Headings(link.Path).Contains(link.Heading),
                $"{link.page}: {link.Path} has no heading #{link.Heading}");
        });

    [Fact]
    public void Outputs_that_commands_ask_for_are_the_templates() =>
        Assert.Empty(Page.All.SelectMany(page => Output.Matches(Page.Text(page))).Select(match => match.Groups["name"].Value)
            .Except(Template.Section("Outputs").Select(output => output.Key)));

    [Fact]
    public void The_runbook_has_an_action_for_every_alarm() =>
        Assert.Equal(
            Stack.Plain.OfType("AWS::CloudWatch::Alarm")
                .Select(alarm => ((string)alarm.Properties["AlarmName"]!)["enricher".Length..])
                .Order(),
            Alarm.Matches(Page.Text("docs/runbook.md").Split("## What breaks")[0]).Select(match => match.Groups["name"].Value).Order());

    [Fact]
    public void Resources_and_parameters_that_the_pages_name_are_the_templates()
    {
        var known = Template.Section("Resources")
            .Concat(Template.Section("Parameters"))
            .Concat(Template.Section("Outputs"))
            .Select(one => one.Key)
            .ToHashSet();
        var named = new[] { "docs/runbook.md", "docs/security.md", "docs/compatibility.md" }.SelectMany(
            page => Name.Matches(Page.Text(page))).Select(match => match.Groups["name"].Value);
        Assert.Empty(named.Where(name => !known.Contains(name)).Distinct().Except(NotOfTheTemplate));
    }

    /// <summary>
    /// Words of other worlds that look like a resource's name: a statement's id, properties, S3's headers and operations.
    /// </summary>
    private static readonly string[] NotOfTheTemplate =
    [
        "NeverTouchLogFiles", "RecursiveLoop", "PutObject", "CopyObject", "FilesNotImproved", "FilesLeft", "CloudTrail",
    ];

    /// <summary>The true one, which runs these tests.</summary>
    private static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private async Task<(int ExitCode, string Errors)> Run(string script)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = _folder,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.Environment["PATH"] = Repository.Path(
            "tests",
            "CloudTrailEnricher.Tests",
            "Documentation",
            "commands") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["TRUE_DOTNET"] = Dotnet;
        start.Environment["REPLAY"] = typeof(CloudTrailEnricher.Replay.Inputs.ReplayInputs).Assembly.Location;
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        return (shell.ExitCode, await errors);
    }

    [GeneratedRegex(@"(\boutput |OutputKey==')(?<name>[A-Z][A-Za-z]+)")]
    private static partial Regex Output { get; }

    [GeneratedRegex(@"`(?<name>-[a-z]+(-[a-z]+)+)`")]
    private static partial Regex Alarm { get; }

    [GeneratedRegex(@"`(?<name>([A-Z][a-z0-9]+){2,})`")]
    private static partial Regex Name { get; }
}
