using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;
using Spectre.Console;
using static CloudTrailEnricher.Replay.Reports.Terminal;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>Prints all evidence of sessions.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="files">Numbers the files that hold it.</param>
internal sealed class EvidenceTable(Terminal terminal, NumberedFiles files)
{
    private const int MostFiles = 4;

    /// <summary>Prints the evidence.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="isGrouped">Whether browser calls of one address and user agent are one row.</param>
    public void Write(IReadOnlyList<FoundSession> sessions, bool isGrouped)
    {
        foreach (var session in sessions)
        {
            if (session.Evidence.Count == 0)
            {
                terminal.WriteLine($"No evidence of {SessionInWords.Named(session.Key)}.");
                continue;
            }

            var table = TableOf($"Evidence of {SessionInWords.Named(session.Key)}")
                .AddColumn("", column => column.NoWrap()).AddColumn("").HideHeaders().ShowRowSeparators();
            var groups = isGrouped
                ? session.Evidence.GroupBy(found => (found.Evidence.Kind, Key(found.Evidence)), (_, alike) => alike.ToArray())
                : session.Evidence.Select(found => new[] { found });
            foreach (var alike in groups)
            {
                table.AddRow(Markup.Escape(Kind(alike)), string.Join('\n', Lines(alike).Select(Escaped)));
            }

            terminal.Console.Write(table);
        }
    }

    /// <summary>What makes browser calls alike; any other evidence is one by itself.</summary>
    private static (string?, string?) Key(Evidence evidence) => evidence.Kind == EvidenceKind.BrowserSibling
        ? (evidence.SourceIPAddress, evidence.UserAgent)
        : (evidence.EventId, evidence.EventTime.ToString());

    private IEnumerable<string> Lines(FoundEvidence[] alike)
    {
        var evidence = alike[0].Evidence;
        yield return alike.Length == 1
            ? $"{evidence.EventName} at {evidence.EventTime} in {evidence.AwsRegion}"
            : $"{evidence.EventTime} to {alike[^1].Evidence.Last.EventTime}, the first {evidence.EventName} in {evidence.AwsRegion}";
        yield return $"event id   {evidence.EventId}";
        yield return $"address    {evidence.SourceIPAddress ?? "not in it"}";
        yield return $"user agent {evidence.UserAgent ?? "not in it"}";
        if (evidence.Claim is { } claim)
        {
            yield return $"tool       {claim.Tool ?? "not in it"}";
            yield return $"request    {claim.ApiName} in {claim.AwsRegion}";
        }

        LogObject[] named = [.. alike.SelectMany(found => found.Files).Distinct()];
        if (named.Length > 0)
        {
            yield return $"file       {files.Of(named, alike.Length == 1 ? int.MaxValue : MostFiles)}";
        }
    }

    private static string Kind(FoundEvidence[] alike) => alike switch
    {
        [{ Evidence.Kind: EvidenceKind.SignIn }] => "sign-in",
        [{ Evidence.Kind: EvidenceKind.AgentCall }] => "agent's call",
        [{ IsKept: true }] => "browser call",
        [_] => "browser call\n(its ten minutes\nhave one already)",
        _ => $"{alike.Length:N0} browser calls",
    };
}
