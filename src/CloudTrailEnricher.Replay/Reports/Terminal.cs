using Spectre.Console;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What the reports for people have in common.</summary>
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

    /// <summary>What tells one principal from another: the ARN without the words that all ARNs share.</summary>
    public static string Principal(string arn)
    {
        var parts = arn.Split(':', 6);
        return parts.Length < 6 ? arn : $"{parts[4]} {parts[5]}";
    }

    /// <summary>Text of records goes to the terminal without control characters: an agent could hold any.</summary>
    public static string Escaped(string text) =>
        Markup.Escape(string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter)));
}
