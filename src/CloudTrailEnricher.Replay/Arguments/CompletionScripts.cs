using System.CommandLine;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary><c>completion SHELL</c> prints a script that completes verbs and options in that shell.</summary>
internal static class CompletionScripts
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var shell = Choice.Argument("shell", "The shell.", Shells);
        var command = new Command("completion", "Prints a script that completes verbs and options in a shell.") { shell };
        command.SetAction(parsed => Console.Out.Write(Script(parsed.GetValue(shell)!)));
        return command;
    }

    /// <summary>A shell's script, with the line ends that its shell wants.</summary>
    internal static string Script(string shell)
    {
        using var resource = typeof(CompletionScripts).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        using var text = new StreamReader(resource);
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
