namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Text that a spreadsheet shows and never runs. A user agent is whatever its sender chose, and a spreadsheet takes a cell that begins with
/// one of a few characters for a formula (OWASP, CSV injection).
/// </summary>
internal static class SpreadsheetCell
{
    /// <summary>What a formula begins with, in its usual and in its full-width form.</summary>
    private const string FormulaStarts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>The text with a single quote in front where a spreadsheet could take it for a formula.</summary>
    public static string Safe(string text)
    {
        var visible = HiddenCharacters.Replace(text);
        var start = visible.AsSpan().TrimStart();
        return start.Length > 0 && FormulaStarts.Contains(start[0], StringComparison.Ordinal) ? $"'{visible}" : visible;
    }
}
