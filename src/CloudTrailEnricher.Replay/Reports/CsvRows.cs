using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using nietras.SeparatedValues;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>One row for every redacted event, for spreadsheets and databases. The columns are described in <c>docs/output.md</c>.</summary>
internal sealed class CsvRows : EventRows
{
    private readonly SepWriter _rows;

    /// <param name="output">Where the rows go; left open.</param>
    public CsvRows(TextWriter output)
    {
        _rows = Sep.Writer(options => options with { Sep = new Sep(','), Escape = true }).To(output, leaveOpen: true);
        _rows.Header.Add(
        [
            "eventTime", "recipientAccountId", "awsRegion", "eventSource", "eventName", "eventID", "principalArn", "sessionCreationDate",
            .. FieldColumns("sourceIPAddress"), .. FieldColumns("userAgent"), "addressDiffers", "origin", "file",
        ]);
    }

    /// <inheritdoc/>
    public override void Dispose() => _rows.Dispose();

    /// <inheritdoc/>
    protected override void Write(LogObject file, RecordOutcome outcome)
    {
        using var row = _rows.NewRow();
        Set(row, "eventTime", outcome.EventTime);
        Set(row, "recipientAccountId", outcome.AccountId);
        Set(row, "awsRegion", outcome.AwsRegion);
        Set(row, "eventSource", outcome.EventSource);
        Set(row, "eventName", outcome.EventName);
        Set(row, "eventID", outcome.EventId);
        Set(row, "principalArn", outcome.PrincipalArn);
        Set(row, "sessionCreationDate", outcome.Session.CreationDate.ToString());
        Set(row, RedactedField.SourceIPAddress, outcome);
        Set(row, RedactedField.UserAgent, outcome);
        Set(row, "addressDiffers", outcome.AddressDiffers ? "true" : "");
        Set(row, "origin", outcome.Origin);
        Set(row, "file", file.ToString());
    }

    /// <inheritdoc/>
    protected override void WriteEnd(CompletedReplay result) => _rows.Flush();

    private static string[] FieldColumns(string field) =>
        [$"{field}Recorded", field, $"{field}Match", $"{field}Reason", $"{field}EvidenceName", $"{field}EvidenceID"];

    private static void Set(SepWriter.Row row, RedactedField field, RecordOutcome outcome)
    {
        var name = field.Name();
        var isRedacted = outcome.Redacted.Has(field);
        var source = outcome.Source[field];
        Set(row, $"{name}Recorded", outcome.Recorded[field]);
        Set(row, name, source is null ? outcome.Recorded[field] : EventJson.Value(field, source));
        Set(row, $"{name}Match", isRedacted ? outcome.Match[field].Name() : "");
        Set(row, $"{name}Reason", outcome.Reason[field].Code());
        Set(row, $"{name}EvidenceName", source?.Event.EventName);
        Set(row, $"{name}EvidenceID", source?.Event.EventId);
    }

    private static void Set(SepWriter.Row row, string column, string? value) => row[column].Set(SpreadsheetCell.Safe(value ?? ""));
}
