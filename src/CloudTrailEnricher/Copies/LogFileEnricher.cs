using System.Buffers;
using System.Net;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// Pass 2's heart: goes through one file's records, decides about every redacted field, and splices what was recovered into the text.
/// The result depends on the text and the evidence alone.
/// </summary>
internal sealed class LogFileEnricher
{
    private readonly Func<SessionKey, SessionEvidence> _evidence;
    private readonly Action<RecordOutcome>? _observer;
    private readonly ISet<SessionKey>? _open;
    private readonly EnrichmentCounts _counts = new();
    private readonly ArrayBufferWriter<byte> _object = new(512);
    private readonly TextEdit[] _edits = new TextEdit[3];

    private LogFileEnricher(Func<SessionKey, SessionEvidence> evidence, Action<RecordOutcome>? observer, ISet<SessionKey>? open)
    {
        _evidence = evidence;
        _observer = observer;
        _open = open;
    }

    /// <summary>Enriches one file.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="text">The uncompressed text, which is edited as it is passed. Nothing of the copy may be used when an exception comes.</param>
    /// <param name="limits">When to refuse the file.</param>
    /// <param name="evidence">The evidence of a session.</param>
    /// <param name="observer">Is told about every redacted record of a console session; null when nobody asks.</param>
    /// <param name="open">Takes the sessions of which a field got no value; null when nobody asks.</param>
    /// <exception cref="LogFileException">The file is damaged, or not a log file.</exception>
    public static EnrichmentCounts Enrich(
        string file,
        TextWindow text,
        ReadLimits limits,
        Func<SessionKey, SessionEvidence> evidence,
        Action<RecordOutcome>? observer = null,
        ISet<SessionKey>? open = null)
    {
        var enricher = new LogFileEnricher(evidence, observer, open);
        using var reader = new LogFileReader(file, text, limits);
        while (reader.Read())
        {
            if (RecordHintFinder.MayBeRedacted(reader))
            {
                enricher.Enrich(reader, limits);
            }
        }

        enricher._counts.Records = reader.Records;
        return enricher._counts;
    }

    private void Enrich(LogFileReader reader, ReadLimits limits)
    {
        var record = RecordParser.Parse(reader, limits);
        var redaction = Redaction.Of(record);
        if (redaction.Recoverability == Recoverability.NotRedacted)
        {
            return;
        }

        if (redaction.Recoverability != Recoverability.Recoverable)
        {
            _counts.Add(redaction.Recoverability);
            return;
        }

        var (address, agent) = Decide(record, redaction);
        _counts.RedactedRecords++;
        _observer?.Invoke(RecordOutcome.Of(record, redaction, address, agent));
        reader.Edit(Edits(record, redaction.Fields, address, agent));
    }

    private (Decision Address, Decision Agent) Decide(in Record record, Redaction redaction)
    {
        var evidence = _evidence(redaction.Session);
        _ = CloudTrailTime.TryParse(record.EventTime.StringOrNull(record.Text), out var eventTime);
        _ = SourceAddress.TryParse(record.SourceIPAddress.StringOrNull(record.Text), out var ownAddress);
        return (
            Decide(RedactedFields.SourceIPAddress, ownAddress: null),
            Decide(RedactedFields.UserAgent, ownAddress));

        Decision Decide(RedactedFields field, IPAddress? ownAddress)
        {
            if ((redaction.Fields & field) == 0)
            {
                return default;
            }

            var decision = evidence.Choose(field, eventTime, ownAddress);
            _counts.Add(decision);
            if (decision.PreparedEvidence is null)
            {
                _open?.Add(redaction.Session);
            }

            return decision;
        }
    }

    private ReadOnlySpan<TextEdit> Edits(in Record record, RedactedFields redacted, Decision address, Decision agent)
    {
        var count = 0;
        if (address.PreparedEvidence is not null)
        {
            _edits[count++] = new TextEdit(record.SourceIPAddress.Start, record.SourceIPAddress.Length, address.PreparedEvidence.AddressJson);
        }

        if (agent.PreparedEvidence is not null)
        {
            _edits[count++] = new TextEdit(record.UserAgent.Start, record.UserAgent.Length, agent.PreparedEvidence.AgentJson);
        }

        if (count == 2 && _edits[0].Start > _edits[1].Start)
        {
            (_edits[0], _edits[1]) = (_edits[1], _edits[0]);
        }

        _object.ResetWrittenCount();
        EnrichmentJson.Write(_object, redacted, address, agent);
        _edits[count++] = new TextEdit(record.Text[..^1].TrimEnd(" \t\r\n"u8).Length, 0, _object.WrittenMemory);
        return _edits.AsSpan(0, count);
    }
}
