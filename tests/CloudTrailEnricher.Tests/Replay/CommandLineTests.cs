using System.Diagnostics;
using CloudTrailEnricher.Replay.Arguments;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>Verbs and options, as they are typed.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("--dryrun", "--dryrun: no such option; did you mean --dry-run?")]
    [InlineData("logs --frmat=json", "--frmat: no such option; did you mean --format?")]
    [InlineData("explain e-1 --any-acount", "--any-acount: no such option; did you mean --any-account?")]
    [InlineData("--verify logs", "--verify: no such option; did you mean the verb verify?")]
    [InlineData("explain e-1 --out x", "--out: explain has no such option, replay does")]
    [InlineData("verify --dry-run", "--dry-run: verify has no such option, replay does")]
    [InlineData("-x", "-x: cloudtrail-enricher has no such option; for a file of that name, write ./-x")]
    [InlineData("explan e-1", "explan: no such file, folder or verb; did you mean explain?")]
    [InlineData("--format xml", "--format xml: must be table, json, jsonl or csv")]
    [InlineData("explain e-1 --format csv", "--format csv: must be table or json")]
    [InlineData("completion tcsh", "shell tcsh: must be bash, zsh, fish or pwsh")]
    [InlineData("--write", "--write needs --aws")]
    [InlineData("no/such/folder", "no/such/folder: no such file or folder")]
    [InlineData("-- --dry-run", "--dry-run: no such file or folder")]
    public async Task What_is_mistyped_is_named_with_what_helps(string arguments, string problem)
    {
        var (code, output, errors) = await _place.RunProgramAsync(arguments.Split(' '));
        Assert.Equal(
            (2, "", $"{problem}\ncloudtrail-enricher --help lists the arguments.\n"), (code, output, errors.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("logs", "--dry-run")]
    [InlineData("replay", "logs", "--dry-run")]
    [InlineData("--dry-run", "replay", "logs")]
    [InlineData("--out", "verify", "logs", "--dry-run")]
    [InlineData("--dry-run", "--", "logs")]
    public void Replay_is_the_verb_where_none_is_named(params string[] arguments) =>
        Assert.Contains(Typed(arguments).CommandResult.Command.Name, new[] { "replay", CloudTrailEnricher.Replay.CommandLine.Root().Name });

    [Theory]
    [InlineData("explain", "e-1", "logs", "--format", "json")]
    [InlineData("--format", "json", "explain", "e-1", "logs")]
    [InlineData("--format=json", "explain", "e-1", "logs")]
    [InlineData("--any-account", "explain", "e-1", "--format", "json", "logs")]
    public void Options_stand_before_or_after_the_verb(params string[] arguments)
    {
        var result = Typed(arguments);
        Assert.Empty(result.Errors);
        Assert.Equal("explain", result.CommandResult.Command.Name);
        Assert.Equal(("e-1", "logs"), (result.GetValue<string>("subject"), Assert.Single(result.GetValue<string[]>("inputs")!)));
        Assert.Equal(CloudTrailEnricher.Replay.OutputFormat.Json, result.GetValue<CloudTrailEnricher.Replay.OutputFormat>("--format"));
    }

    [Fact]
    public async Task A_folder_that_is_named_like_a_verb_is_reached_by_its_path()
    {
        _place.Write("verify/x.json", File(Redacted(), SwitchRole()));
        var (code, output, _) = await _place.RunProgramAsync(["./verify", "--dry-run", "--format", "json"]);
        Assert.Equal(0, code);
        Assert.Contains("\"files\": 1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "Exit codes:", "Examples:")]
    [InlineData("explain --help", "Exit codes:", "Examples:")]
    [InlineData("completion --help", "~/.zshrc", "Examples:")]
    public async Task Help_has_examples_and_exit_codes(string arguments, params string[] parts)
    {
        var (code, output, _) = await _place.RunProgramAsync(arguments.Split(' '));
        Assert.Equal(0, code);
        Assert.All(parts, part => Assert.Contains(part, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cloudtrail-enricher ver", "verify")]
    [InlineData("cloudtrail-enricher completion ", "bash fish pwsh zsh logs")]
    [InlineData("cloudtrail-enricher --format ", "csv json jsonl table")]
    [InlineData("cloudtrail-enricher explain e-1 --a", "--any-account --aws --aws-region")]
    [InlineData("cloudtrail-enricher --out lo", "logs")]
    public async Task The_script_for_bash_completes(string line, string completions)
    {
        _place.Write("logs/x.json", File());
        var script = $$"""
            cloudtrail-enricher() { dotnet "{{Path.Combine(AppContext.BaseDirectory, "cloudtrail-enricher.dll")}}" "$@"; }
            source <(cloudtrail-enricher completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _cloudtrail_enricher cloudtrail-enricher "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            echo "${COMPREPLY[*]}"
            """;
        var start = new ProcessStartInfo("bash") { WorkingDirectory = _place.Root, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(completions, output.Trim());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Every_shell_has_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("\"[suggest:", CompletionScripts.Script(shell), StringComparison.Ordinal);

    private static System.CommandLine.ParseResult Typed(string[] arguments)
    {
        var root = CloudTrailEnricher.Replay.CommandLine.Root();
        var typed = TypedArguments.Read(root, arguments);
        Assert.Null(typed.Problem);
        return root.Parse(typed.VerbFirst);
    }
}
