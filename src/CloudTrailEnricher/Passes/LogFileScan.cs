using System.Runtime.InteropServices;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Passes;

/// <summary>What one reading of a file finds: the evidence in it, and the sessions that its redacted records ask for.</summary>
internal sealed record LogFileScan
{
    /// <summary>Elements of <c>Records</c>.</summary>
    public required long Records { get; init; }

    /// <summary>The evidence, one piece for every item of the table, in the order of the file.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>
    /// The sessions of redacted records that can be recovered, each with all fields that are redacted in some record of it, and the
    /// principals whose agents caused records.
    /// </summary>
    public required IReadOnlyDictionary<SessionKey, RedactedFields> RedactedSessions { get; init; }

    /// <summary>
    /// The requests of records that agents caused, by the agents' principal. Each principal is among <see cref="RedactedSessions"/>, with
    /// both fields.
    /// </summary>
    public required AgentRequests AgentRequests { get; init; }

    /// <summary>Reads one file.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text.</param>
    /// <param name="limits">When to refuse the file.</param>
    /// <param name="account">The account that evidence must belong to; null where that is not asked.</param>
    /// <param name="observer">
    /// Receives every record that reads <c>AWS Internal</c> and always will, and those of agents that name no request; may be null.
    /// </param>
    /// <param name="selection">The redacted records that count; null for all. Evidence always counts.</param>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public static LogFileScan Run(
        string file,
        SourceText text,
        ReadLimits limits,
        string? account,
        Action<RecordOutcome>? observer = null,
        RecordSelection? selection = null)
    {
        var evidence = new Dictionary<(SessionKey Session, string ItemKey), Evidence>();
        var sessions = new Dictionary<SessionKey, RedactedFields>();
        var agents = new AgentRequests();
        var sessionsOfRecords = new SessionsOfRecords();
        var texts = new RepeatedTexts();
        var reader = new LogFileReader(file, text, limits);
        while (reader.Read())
        {
            var hints = Prefilter.Look(reader);
            if (hints == RecordHints.None)
            {
                continue;
            }

            var record = RecordParser.Parse(reader, limits);
            if ((hints & RecordHints.MayBeEvidence) != 0 && EvidenceRules.TryFind(record, account, out var found))
            {
                Add(found);
            }

            var isSelected = selection?.Includes(record) is not false;
            if ((hints & RecordHints.MayBeAgents) != 0)
            {
                foreach (var claim in AgentCallsIn(reader, record, account, limits))
                {
                    Add(claim);
                }

                var request = isSelected ? AgentRequest.Find(record) : default;
                if (request.IsNamed)
                {
                    sessions[request.Agents] = RedactedFields.Both;
                    agents.Add(request);
                }
                else if (request.IsAsked)
                {
                    observer?.Invoke(RecordOutcome.Create(record, request, AgentDecision.Unknown(Reason.NoRequest), texts));
                }
            }

            var redaction = isSelected ? Redaction.Find(record, sessionsOfRecords) : default;
            if (redaction.Recoverability == Recoverability.Recoverable)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(sessions, redaction.Session, out _) |= redaction.Fields;
            }
            else if (redaction.Recoverability != Recoverability.NotRedacted)
            {
                observer?.Invoke(RecordOutcome.Create(record, redaction, texts));
            }

            if (Math.Max(evidence.Count, sessions.Count) > limits.Findings)
            {
                throw reader.Invalid(
                    0, $"more than {limits.Findings} sessions or pieces of evidence in one file; if the file is valid, raise the limit");
            }
        }

        return new LogFileScan
        {
            Records = reader.Records,
            Evidence = [.. evidence.Values],
            RedactedSessions = sessions,
            AgentRequests = agents,
        };

        void Add(Evidence found)
        {
            var item = (found.Session, found.ItemKey);
            evidence[item] = evidence.TryGetValue(item, out var before) ? before.MergedWith(found) : found;
        }
    }

    private static IEnumerable<Evidence> AgentCallsIn(LogFileReader reader, in Record record, string? account, ReadLimits limits)
    {
        try
        {
            return AgentCalls.Find(record, account, limits.Depth);
        }
        catch (JsonException e)
        {
            throw reader.Invalid(0, $"the record that begins here is not valid JSON: {e.Message}", e);
        }
    }
}
