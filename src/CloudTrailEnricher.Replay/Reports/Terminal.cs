using Spectre.Console;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Where the reports for people go.</summary>
/// <param name="Console">Draws tables.</param>
/// <param name="Width">How many characters fit on a line; null where there is no limit, as in a pipe or a file.</param>
internal sealed record Terminal(IAnsiConsole Console, int? Width)
{
    /// <summary>No line is as long; without a limit nothing is wrapped, so that <c>grep</c> finds whole lines.</summary>
    private const int Unlimited = 100_000;

    private const int Narrowest = 40;

    /// <summary>The terminal behind a writer.</summary>
    public static Terminal Create(TextWriter output)
    {
        var isTerminal = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,

            // Bold text is enough, and reads on any background.
            ColorSystem = ColorSystemSupport.NoColors,
        });
        var width = WidthOf(isTerminal ? console.Profile.Width : null, Environment.GetEnvironmentVariable("COLUMNS"));
        console.Profile.Width = width ?? Unlimited;
        return new Terminal(console, width);
    }

    /// <summary>How wide to print.</summary>
    /// <param name="terminal">The terminal's own width; null where there is none.</param>
    /// <param name="columns">The variable <c>COLUMNS</c>, which decides where it is a number.</param>
    public static int? WidthOf(int? terminal, string? columns) =>
        int.TryParse(columns, out var wanted) && wanted > 0 ? Math.Max(wanted, Narrowest)
        : terminal is { } width ? Math.Max(width, Narrowest)
        : null;

    /// <summary>Whether so many characters fit on a line.</summary>
    public bool Has(int width) => Width is null || Width >= width;

    /// <summary>A table with a title.</summary>
    public static Table TableOf(string title) =>
        new() { Title = new TableTitle(Escaped(title), new Style(decoration: Decoration.Bold)), Border = TableBorder.Rounded };

    /// <summary>Text of records, names and messages as markup that shows all of it and nothing else.</summary>
    public static string Escaped(string text) => Markup.Escape(Visible(text));

    /// <summary>The same for plain text.</summary>
    public static string Visible(string text) => HiddenCharacters.Replace(text);

    /// <summary>What distinguishes one principal from another: the ARN without the words that all ARNs share.</summary>
    public static string Principal(string arn)
    {
        var parts = arn.Split(':', 6);
        return parts.Length < 6 ? arn : $"{parts[4]} {parts[5]}";
    }

    /// <summary>
    /// A principal or a path on lines of no more than a width, broken after <c>/</c> and blanks only. What is still too long loses its
    /// middle, so that no account id and no number is broken.
    /// </summary>
    public static string Fitted(string text, int? width)
    {
        var visible = Visible(text);
        if (width is not { } limit || visible.Length <= limit)
        {
            return visible;
        }

        var lines = new List<string> { "" };
        foreach (var piece in Pieces(visible))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + piece.TrimEnd().Length > limit)
            {
                lines.Add("");
            }

            lines[^1] += Shortened(piece, Math.Max(limit, 2));
        }

        return string.Join('\n', lines.Select(line => line.TrimEnd()));
    }

    /// <summary>Parts on lines of no more than a width, broken between parts only.</summary>
    public static string Joined(IEnumerable<string> parts, string separator, int? width)
    {
        var lines = new List<string> { "" };
        foreach (var part in parts.Select(Visible))
        {
            if (lines[^1].Length == 0)
            {
                lines[^1] = part;
            }
            else if (width is { } limit && lines[^1].Length + separator.Length + part.Length > limit)
            {
                lines[^1] += separator.TrimEnd();
                lines.Add(part);
            }
            else
            {
                lines[^1] += separator + part;
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>
    /// Prints a sentence, wrapped at blanks; a path that is longer than the line stays whole, so that it can be copied.
    /// </summary>
    public void WriteLine(string text) => Console.Profile.Out.Writer.WriteLine(Joined(text.Split(' '), " ", Width));

    /// <summary>Prints a line as it is, such as a path that is to be copied.</summary>
    public void WriteWhole(string text) => Console.Profile.Out.Writer.WriteLine(Visible(text));

    /// <summary>A value on one line of no more than a width; what is too long loses its middle.</summary>
    public static string Shortened(string text, int? width)
    {
        if (width is not { } limit || text.Length <= limit)
        {
            return text;
        }

        var end = (limit - 1) / 2;
        return string.Concat(text.AsSpan(0, limit - 1 - end), "…", text.AsSpan(text.Length - end));
    }

    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '/' or ' ')
            {
                yield return text[start..(at + 1)];
                start = at + 1;
            }
        }

        yield return text[start..];
    }
}
