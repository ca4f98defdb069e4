using System.CommandLine;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Replay.Arguments;
using CloudTrailEnricher.Replay.Reports;

namespace CloudTrailEnricher.Replay;

/// <summary>The program's verbs and exit codes.</summary>
internal static class CommandLine
{
    /// <summary>The name that the program is known by.</summary>
    public const string ProgramName = "cloudtrail-enricher";

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
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = Root();
        var typed = TypedArguments.Read(root, args);
        if (typed.Problem is { } problem)
        {
            return Refuse(problem);
        }

        var result = root.Parse(typed.VerbFirst);
        if (result.Errors.Count > 0)
        {
            return Refuse(string.Join(Environment.NewLine, result.Errors.Select(error => error.Message)));
        }

        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeToEnd });
    }

    /// <summary>The program's arguments. Without a verb, they are those of <c>replay</c>.</summary>
    internal static RootCommand Root()
    {
        var root = new RootCommand("Recovers the addresses and user agents that CloudTrail hides in console events as \"AWS Internal\".");
        new ReplayArguments(verify: false).AddTo(root);
        root.Add(Replay());
        root.Add(new ExplainArguments().Command);
        root.Add(Verify());
        root.Add(CompletionScripts.Command());
        HelpPage.AddTo(root);
        return root;
    }

    /// <summary>Runs a verb, and makes an exit code of what comes.</summary>
    internal static async Task<int> RunAsync(Func<Task<int>> run)
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
        catch (AwsSetupException e)
        {
            Console.Error.WriteLine(e.Message);
            return SomeFilesFailed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Inputs fail one by one, and a run names what it cannot write. What is left is standard input and output.
            Console.Error.WriteLine($"Standard input cannot be read, or the result cannot be printed: {e.Message}");
            return SomeFilesFailed;
        }
    }

    private static Command Replay()
    {
        var command = new Command("replay", "Recovers what can be recovered, and writes enriched copies. The same as no verb at all.");
        new ReplayArguments(verify: false).AddTo(command);
        return command;
    }

    private static Command Verify()
    {
        var command = new Command(
            "verify",
            "Compares the copies in --out with what their sources and the evidence give, and names those that are missing or differ. "
            + "Writes nothing; with --resume, makes those anew.");
        new ReplayArguments(verify: true).AddTo(command);
        return command;
    }

    private static int Refuse(string problem)
    {
        foreach (var line in problem.Split(Environment.NewLine))
        {
            Console.Error.WriteLine(Terminal.Visible(line));
        }

        Console.Error.WriteLine($"{ProgramName} --help lists the arguments.");
        return WrongUsage;
    }
}
