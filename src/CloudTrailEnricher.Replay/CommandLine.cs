using System.CommandLine;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Replay.Explain;

namespace CloudTrailEnricher.Replay;

/// <summary>The program's arguments and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Every file was handled; what was to be explained was found.</summary>
    public const int Success = 0;

    /// <summary>A file failed, the others were handled all the same; or there was no log file.</summary>
    public const int SomeFilesFailed = 1;

    /// <summary>What was to be explained is not in the inputs.</summary>
    public const int NotFound = 1;

    /// <summary>The arguments make no sense; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>Ended by Ctrl-C or a signal: what was begun is whole or not there, and what was done is printed.</summary>
    public const int Interrupted = 130;

    /// <summary>How long an ended run may take to put things in order and to print.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var result = Replay().Parse(args);
        if (result.Errors.Count > 0)
        {
            return Refuse(string.Join(Environment.NewLine, result.Errors.Select(error => error.Message)));
        }

        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = LongestEnd });
    }

    private static RootCommand Replay()
    {
        var inputs = Inputs();
        var format = Format();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print only what went wrong." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Print whole lists, not only what matters most of them." };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder that enriched copies are written to.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo("out"),
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write no copies." };
        var prefix = new Option<string>("--enriched-prefix")
        {
            Description = "The prefix in front of every copy's key.",
            HelpName = "PREFIX",
            DefaultValueFactory = _ => EnrichedPrefix.Default.Value,
        };
        var resume = new Option<bool>("--resume") { Description = "Leave copies alone that an earlier run has completed." };
        var verify = new Option<bool>("--verify")
        {
            Description = "Compare the copies in --out with what their sources and the evidence give, and name those that "
                + "differ. Writes nothing; with --resume, makes those anew.",
        };
        var anyAccount = AnyAccount();
        var rewriteMcp = new Option<bool>("--rewrite-mcp")
        {
            Description = "Put the address and the user agent of agents that work through AWS's MCP server into the records that they "
                + "caused. Otherwise only the enrichment names them.",
        };
        var index = new Option<FileInfo>("--index")
        {
            Description = "A file that the evidence of earlier runs is loaded from and this run's is saved to.",
            HelpName = "FILE",
        };
        var report = new Option<FileInfo>("--report")
        {
            Description = "Write the result as one HTML page too, to be opened in a browser; it needs no network.",
            HelpName = "FILE.html",
        };

        var aws = new AwsArguments();
        var command = new RootCommand("Recovers the addresses and user agents that CloudTrail hides in console events as \"AWS Internal\".")
        {
            inputs, output, format, quiet, verbose, dryRun, prefix, resume, verify, anyAccount, rewriteMcp, index, report, Explain(),
        };
        aws.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(verify) && result.GetValue(dryRun))
            {
                result.AddError("--verify and --dry-run exclude each other: --verify writes nothing, and needs the copies");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(async () =>
        {
            var options = new ReplayOptions
            {
                Inputs = parsed.GetValue(inputs) ?? [],
                OutputFolder = parsed.GetValue(dryRun) ? null : parsed.GetValue(output)!.FullName,
                Format = parsed.GetValue(format),
                Detail = parsed.GetValue(verbose) ? Detail.Verbose : parsed.GetValue(quiet) ? Detail.Quiet : Detail.Usual,
                EnrichedPrefix = parsed.GetValue(prefix)!,
                Resume = parsed.GetValue(resume),
                Verify = parsed.GetValue(verify),
                AnyAccount = parsed.GetValue(anyAccount),
                RewriteMcp = parsed.GetValue(rewriteMcp),
                IndexFile = parsed.GetValue(index)?.FullName,
                ReportFile = parsed.GetValue(report)?.FullName,
                Aws = aws.Read(parsed),
            };
            return await ReplayCommand.RunAsync(options, Console.In, Console.Out, cancellationToken) ? Success : SomeFilesFailed;
        }));
        return command;
    }

    private static Command Explain()
    {
        var subject = new Argument<string>("subject")
        {
            Description = "An eventID, a principal's ARN, or \"ARN creationDate\" in quotes for one session.",
        };
        var inputs = Inputs();
        var format = Format();
        var anyAccount = AnyAccount();
        var command = new Command(
            "explain", "Explains why an event carries the address that it does, or why it carries none, with all evidence of its session.")
        {
            subject, inputs, format, anyAccount,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(async () =>
        {
            var options = new ExplainOptions(
                parsed.GetValue(subject)!, parsed.GetValue(inputs) ?? [], parsed.GetValue(format), parsed.GetValue(anyAccount));
            return await ExplainCommand.RunAsync(options, Console.In, Console.Out, cancellationToken) ? Success : NotFound;
        }));
        return command;
    }

    private static Argument<string[]> Inputs() => new("inputs")
    {
        Description = "S3 event files, log files, folders (walked), or - for an S3 event on standard input. Without any: the "
            + "samples in events/.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static Option<bool> AnyAccount() => new("--any-account")
    {
        Description = "Take evidence from any account's folder. Otherwise evidence counts only in a file of its principal's "
            + "account, where the path names one.",
    };

    private static Option<OutputFormat> Format() => new("--format") { Description = "How to print the result.", HelpName = "table|json|jsonl|csv" };

    private static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (UsageException e)
        {
            return Refuse(e.Message);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Inputs fail one by one, and a run names what it cannot write. What is left is standard input and output.
            Console.Error.WriteLine($"Standard input cannot be read, or the result cannot be printed: {e.Message}");
            return SomeFilesFailed;
        }
    }

    private static int Refuse(string problem)
    {
        Console.Error.WriteLine(problem);
        Console.Error.WriteLine("replay --help lists the arguments.");
        return WrongUsage;
    }
}
