using System.CommandLine;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>The arguments of <c>replay</c>, and of <c>verify</c>, which goes the same way and compares instead of writing.</summary>
internal sealed class ReplayArguments
{
    private readonly bool _verify;
    private readonly Argument<string[]> _inputs = Inputs();
    private readonly SelectionArguments _selection = new();
    private readonly AwsArguments _aws = new();
    private readonly Option<OutputFormat> _format = Choice.Option(
        "--format",
        "How to print the result.",
        [OutputFormat.Table, OutputFormat.Json, OutputFormat.Jsonl, OutputFormat.Csv],
        unnamed: OutputFormat.JsonV1);

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print only what went wrong." };
    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Print whole lists, not only what matters most of them.",
    };

    private readonly Option<bool> _anyAccount = AnyAccount();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Write no copies." };
    private readonly Option<bool> _resume;

    private readonly Option<bool> _rewriteMcp = new("--rewrite-mcp")
    {
        Description = "Put the address and the user agent of agents that work through AWS's MCP server into the records that they "
            + "caused. Otherwise only the enrichment names them.",
    };

    private readonly Option<DirectoryInfo> _output = new("--out")
    {
        Description = "The folder that enriched copies are written to.",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo("out"),
    };

    private readonly Option<string> _prefix = new("--enriched-prefix")
    {
        Description = "The prefix in front of every copy's key.",
        HelpName = "PREFIX",
        DefaultValueFactory = _ => EnrichedPrefix.Default.Value,
    };

    private readonly Option<FileInfo> _index = new("--index")
    {
        Description = "A file that the evidence of earlier runs is loaded from and this run's is saved to.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo> _report = new("--report")
    {
        Description = "Write the result as one HTML page too, to be opened in a browser; it needs no network.",
        HelpName = "FILE.html",
    };

    /// <param name="verify">Whether copies are compared instead of written.</param>
    public ReplayArguments(bool verify)
    {
        _verify = verify;
        _resume = new Option<bool>("--resume")
        {
            Description = verify
                ? "Make copies anew that are missing or differ."
                : "Leave copies alone that an earlier run has completed.",
        };
    }

    /// <summary>What is replayed or looked through.</summary>
    public static Argument<string[]> Inputs() => new("inputs")
    {
        Description = "Folders (walked), log files, S3 event files, what the AWS CLI, EventBridge or CloudWatch Logs give, or - for "
            + "any of these on standard input. Without any: the samples in events/.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Whether evidence counts wherever it lies.</summary>
    public static Option<bool> AnyAccount() => new("--any-account")
    {
        Description = "Take evidence from any account's folder. Otherwise evidence counts only in a file of its principal's "
            + "account, where the path names one.",
    };

    /// <summary>Adds the arguments to a verb, and what it does.</summary>
    public void AddTo(Command command)
    {
        command.Add(_inputs);
        command.Add(_output);
        command.Add(_format);
        command.Add(_quiet);
        command.Add(_verbose);
        if (!_verify)
        {
            command.Add(_dryRun);
        }

        command.Add(_resume);
        command.Add(_prefix);
        command.Add(_anyAccount);
        command.Add(_rewriteMcp);
        command.Add(_index);
        command.Add(_report);
        _selection.AddTo(command);
        _aws.AddTo(command, writes: !_verify);
        command.SetAction((parsed, cancellationToken) => CommandLine.RunAsync(async () =>
            await ReplayCommand.RunAsync(Read(parsed), Console.In, Console.Out, cancellationToken)
                ? CommandLine.Success
                : CommandLine.SomeFilesFailed));
    }

    private ReplayOptions Read(ParseResult parsed) => new()
    {
        Inputs = parsed.GetValue(_inputs) ?? [],
        OutputFolder = !_verify && parsed.GetValue(_dryRun) ? null : parsed.GetValue(_output)!.FullName,
        Format = parsed.GetValue(_format),
        Detail = parsed.GetValue(_verbose) ? Detail.Verbose : parsed.GetValue(_quiet) ? Detail.Quiet : Detail.Usual,
        EnrichedPrefix = parsed.GetValue(_prefix)!,
        Resume = parsed.GetValue(_resume),
        Verify = _verify,
        AnyAccount = parsed.GetValue(_anyAccount),
        RewriteMcp = parsed.GetValue(_rewriteMcp),
        Selection = _selection.Read(parsed),
        IndexFile = parsed.GetValue(_index)?.FullName,
        ReportFile = parsed.GetValue(_report)?.FullName,
        Aws = _aws.Read(parsed, writes: !_verify),
    };
}
