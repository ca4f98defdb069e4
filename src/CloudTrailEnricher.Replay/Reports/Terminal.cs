using Spectre.Console;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>How the reports for people write to a terminal.</summary>
internal static class Terminal
{
    /// <summary>A line to a piped reader may be long; wrapping it would break what it greps for.</summary>
    private const int PipedWidth = 220;

    public static IAnsiConsole Create(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out))
        {
            console.Profile.Width = PipedWidth;
        }

        return console;
    }

    /// <summary>What distinguishes one principal from another: the ARN without the words that all ARNs share.</summary>
    public static string Principal(string arn)
    {
        var parts = arn.Split(':', 6);
        return parts.Length < 6 ? arn : $"{parts[4]} {parts[5]}";
    }

    /// <summary>Text of records, names and messages as markup that shows all of it and nothing else.</summary>
    public static string Escaped(string text) => Markup.Escape(Visible(text));

    /// <summary>The same for plain text.</summary>
    public static string Visible(string text) => HiddenCharacters.Replace(text);
}
