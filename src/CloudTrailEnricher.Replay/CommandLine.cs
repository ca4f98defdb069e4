using System.CommandLine;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay;

/// <summary>The program's arguments and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>Every file was handled.</summary>
    public const int Success = 0;

    /// <summary>A file failed; the others were handled all the same.</summary>
    public const int SomeFilesFailed = 1;

    /// <summary>The arguments make no sense; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>Ended by Ctrl-C or a signal: what was begun is whole or not there, and what was done is printed.</summary>
    public const int Interrupted = 130;

    /// <summary>How long an ended run may take to put things in order and to print.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var inputs = new Argument<string[]>("inputs")
        {
            Description = "S3 event files, log files, folders (walked), or - for an S3 event on standard input. Without any: the samples in events/.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<DirectoryInfo>("--out")
        {
            Description = "The folder that enriched copies are written to.",
            HelpName = "DIR",
            DefaultValueFactory = _ => new DirectoryInfo("out"),
        };
        var format = new Option<OutputFormat>("--format")
        {
            Description = "How to print the result.",
            HelpName = "table|json",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write no copies." };
        var prefix = new Option<string>("--enriched-prefix")
        {
            Description = "The prefix in front of every copy's key.",
            HelpName = "PREFIX",
            DefaultValueFactory = _ => EnrichedPrefix.Default.Value,
        };
        var resume = new Option<bool>("--resume") { Description = "Leave copies alone that an earlier run has completed." };
        var index = new Option<FileInfo>("--index")
        {
            Description = "A file that the evidence of earlier runs is loaded from and this run's is saved to.",
            HelpName = "FILE",
        };

        var aws = new AwsArguments();
        var command = new RootCommand("Recovers the addresses and user agents that CloudTrail hides in console events as \"AWS Internal\".")
        {
            inputs, output, format, dryRun, prefix, resume, index,
        };
        aws.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new ReplayOptions
            {
                Inputs = parsed.GetValue(inputs) ?? [],
                OutputFolder = parsed.GetValue(dryRun) ? null : parsed.GetValue(output)!.FullName,
                Format = parsed.GetValue(format),
                EnrichedPrefix = parsed.GetValue(prefix)!,
                Resume = parsed.GetValue(resume),
                IndexFile = parsed.GetValue(index)?.FullName,
                Aws = aws.Read(parsed),
            },
            cancellationToken));

        var result = command.Parse(args);
        if (result.Errors.Count > 0)
        {
            return Refuse(string.Join(Environment.NewLine, result.Errors.Select(error => error.Message)));
        }

        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = LongestEnd });
    }

    private static async Task<int> RunAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ReplayCommand.RunAsync(options, Console.In, Console.Out, cancellationToken) ? Success : SomeFilesFailed;
        }
        catch (UsageException e)
        {
            return Refuse(e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static int Refuse(string problem)
    {
        Console.Error.WriteLine(problem);
        Console.Error.WriteLine("replay --help tells the arguments.");
        return WrongUsage;
    }
}
