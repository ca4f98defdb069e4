using System.Buffers;
using System.Net;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// The heart of pass 2: goes through one file's records, decides about every redacted field, and splices what was recovered into the text.
/// The result depends on the text and the evidence alone.
/// </summary>
internal sealed class LogFileEnricher
{
    private readonly IReadOnlyDictionary<SessionKey, SessionEvidence> _evidence;
    private readonly Action<RecordOutcome>? _observer;
    private readonly bool _rewriteMcp;
    private readonly RecordSelection? _selection;
    private readonly SessionsOfRecords _sessions = new();
    private readonly RepeatedTexts _texts = new();
    private readonly EnrichmentCounts _counts = new();
    private readonly OpenSessions _open = new();
    private readonly DecisionDigest _digest = new();
    private readonly ArrayBufferWriter<byte> _object = new(512);
    private readonly RecordEdit[] _edits = new RecordEdit[3];
    private SessionKey _lastSession;
    private SessionEvidence? _lastEvidence;

    private LogFileEnricher(
        IReadOnlyDictionary<SessionKey, SessionEvidence> evidence,
        Action<RecordOutcome>? observer,
        bool rewriteMcp,
        RecordSelection? selection)
    {
        _selection = selection;
        _evidence = evidence;
        _observer = observer;
        _rewriteMcp = rewriteMcp;
    }

    /// <summary>Enriches one file.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">
    /// The uncompressed text, which is edited as it is passed. Nothing of the copy may be used when an exception comes.
    /// </param>
    /// <param name="limits">When to refuse the file.</param>
    /// <param name="evidence">The evidence of each session. A session that is not there was not looked up.</param>
    /// <param name="observer">Receives every redacted record of a console session, and every record of an agent; may be null.</param>
    /// <param name="rewriteMcp">Whether records that agents caused get the agent's address and user agent.</param>
    /// <param name="selection">The records that are enriched; null for all.</param>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public static EnrichmentResult Enrich(
        string file,
        SourceText text,
        ReadLimits limits,
        IReadOnlyDictionary<SessionKey, SessionEvidence> evidence,
        Action<RecordOutcome>? observer = null,
        bool rewriteMcp = false,
        RecordSelection? selection = null)
    {
        // Where no agent is asked about, no record is searched for one.
        var asksForAgents = evidence.Keys.Any(session => session.Kind == SessionKeyKind.Agents);
        var enricher = new LogFileEnricher(evidence, observer, rewriteMcp, selection);
        var reader = new LogFileReader(file, text, limits);
        while (reader.Read())
        {
            if (asksForAgents && Prefilter.MayBeAgents(reader))
            {
                enricher.EnrichAny(reader, limits);
            }
            else if (Prefilter.MayBeRedacted(reader))
            {
                enricher.Enrich(reader, RecordParser.Parse(reader, limits));
            }
        }

        enricher._counts.Records = reader.Records;
        return new EnrichmentResult(enricher._counts, enricher._open, enricher._digest.Complete());
    }

    private bool IsSelected(in Record record) => _selection?.Includes(record) is not false;

    private void EnrichAny(LogFileReader reader, ReadLimits limits)
    {
        var record = RecordParser.Parse(reader, limits);
        if (AgentRequest.Find(record) is { IsNamed: true } request)
        {
            Enrich(reader, record, request);
        }
        else
        {
            Enrich(reader, record);
        }
    }

    /// <summary>
    /// A record that an agent caused has <c>invokedBy</c>, so that nothing of it can be recovered from a session, whatever it reads.
    /// </summary>
    private void Enrich(LogFileReader reader, in Record record, AgentRequest request)
    {
        if (!IsSelected(record))
        {
            return;
        }

        if (!_evidence.TryGetValue(request.Agents, out var known) || known.Agents is not { } agents)
        {
            _open.AddMissed(request.Agents);
            return;
        }

        var decision = agents.Decide(record, request.Request);
        var rewritten = _rewriteMcp && decision.Call is { } call ? Rewritten(record, call) : RedactedFields.None;
        _counts.Add(decision);
        _open.Add(request.Agents, decision);
        _observer?.Invoke(RecordOutcome.Create(record, request, decision, _texts));
        var written = AgentEnrichmentJson.Write(decision, rewritten);
        _digest.Add(reader.Records, written.Span, rewritten != RedactedFields.None);
        _object.ResetWrittenCount();
        EnrichmentJson.WriteAgents(_object, written.Span);
        reader.Edit(
            Edits(
                record,
                rewritten.Has(RedactedField.SourceIPAddress) ? Sighting.Encode(decision.Call!.SourceIPAddress) : null,
                rewritten.Has(RedactedField.UserAgent) ? Sighting.Encode(decision.Call!.UserAgent) : null));
    }

    /// <summary>The fields that name the MCP server and that the agent's call has a value for.</summary>
    private static RedactedFields Rewritten(in Record record, Evidence call) =>
        (call.SourceIPAddress is not null && record.SourceIPAddress.Is(record.Text, AgentRequest.Marker)
            ? RedactedFields.SourceIPAddress
            : 0)
        | (call.UserAgent is not null && record.UserAgent.Is(record.Text, AgentRequest.Marker) ? RedactedFields.UserAgent : 0);

    private void Enrich(LogFileReader reader, in Record record)
    {
        var redaction = IsSelected(record) ? Redaction.Find(record, _sessions) : default;
        switch (redaction.Recoverability)
        {
            case Recoverability.NotRedacted:
                break;
            case Recoverability.Recoverable:
                Enrich(reader, record, redaction);
                break;
            default:
                _counts.Add(redaction.Recoverability);
                break;
        }
    }

    private void Enrich(LogFileReader reader, in Record record, Redaction redaction)
    {
        var session = EvidenceOf(record, redaction.Session);
        var decisions = session.Decide(redaction.Fields, EventTime(record), OwnAddress(record, redaction.Fields));
        _counts.Add(redaction.Fields, decisions);
        _open.Add(redaction.Session, redaction.Fields, decisions);
        _observer?.Invoke(RecordOutcome.Create(record, redaction, decisions, session, _texts));
        _digest.Add(reader.Records, redaction.Fields, decisions, session);
        _object.ResetWrittenCount();
        EnrichmentJson.Write(_object, redaction.Fields, decisions, session);
        reader.Edit(Edits(record, decisions.SourceIPAddress.Source?.Json.SourceIPAddress, decisions.UserAgent.Source?.Json.UserAgent));
    }

    private SessionEvidence EvidenceOf(in Record record, SessionKey session)
    {
        if (_lastEvidence is not { } evidence || session != _lastSession)
        {
            if (!_evidence.TryGetValue(session, out evidence))
            {
                _open.AddMissed(session);
                return SessionEvidence.None;
            }

            (_lastSession, _lastEvidence) = (session, evidence);
        }

        var signInSession = record.SignInSessionArn.StringOrNull(record.Text);
        return evidence.Of(SessionKey.IsArn(signInSession) ? signInSession : null);
    }

    private static CloudTrailTime? EventTime(in Record record)
    {
        Span<char> text = stackalloc char[CloudTrailTime.MaxLength];
        return CloudTrailTime.TryParse(record.EventTime.CharsOrNone(record.Text, text), out var time) ? time : null;
    }

    private static IPAddress? OwnAddress(in Record record, RedactedFields redacted) =>
        !redacted.Has(RedactedField.SourceIPAddress)
        && SourceAddress.TryParse(record.SourceIPAddress.StringOrNull(record.Text), out var address) ? address : null;

    /// <summary>The new values of the two fields, as JSON, null where the old one stays; and the object that was written.</summary>
    private ReadOnlySpan<RecordEdit> Edits(in Record record, byte[]? address, byte[]? agent)
    {
        var count = 0;
        if (address is not null)
        {
            _edits[count++] = new RecordEdit(record.SourceIPAddress.Start, record.SourceIPAddress.Length, address);
        }

        if (agent is not null)
        {
            _edits[count++] = new RecordEdit(record.UserAgent.Start, record.UserAgent.Length, agent);
        }

        if (count == 2 && _edits[0].Start > _edits[1].Start)
        {
            (_edits[0], _edits[1]) = (_edits[1], _edits[0]);
        }

        _edits[count++] = new RecordEdit(record.Text[..^1].TrimEnd(" \t\r\n"u8).Length, 0, _object.WrittenMemory);
        return _edits.AsSpan(0, count);
    }
}
