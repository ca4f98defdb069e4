namespace CloudTrailEnricher.Replay.Reports;

/// <summary>What the page says of itself.</summary>
/// <param name="Made">When it was made.</param>
/// <param name="Inputs">What the run read, as the command named it; empty for the samples.</param>
internal sealed record ReportHeading(DateTimeOffset Made, IReadOnlyList<string> Inputs)
{
    private const int MostInCommand = 3;

    /// <summary>The inputs as a shell takes them; a placeholder where they are too many to repeat.</summary>
    public string InputsForShell => Inputs.Count switch
    {
        0 => "",
        > MostInCommand => "LOGS",
        _ => string.Join(' ', Inputs.Select(QuotedForShell)),
    };

    private static string QuotedForShell(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-' or ':')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
