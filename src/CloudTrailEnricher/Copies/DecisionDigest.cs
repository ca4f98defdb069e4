using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// A digest of what readers learn from a copy: each record's values and marks. Which of several agreeing pieces of evidence is named, and
/// so the match, is left out: a copy that differs in nothing else need not be written again.
/// </summary>
internal sealed class DecisionDigest
{
    private const int PieceBytes = 8192;

    private readonly ArrayBufferWriter<byte> _piece = new(PieceBytes + 2048);
    private IncrementalHash? _hash;

    public void Add(long record, RedactedFields redacted, PerField<Decision> decisions, SessionEvidence session)
    {
        Add(record);
        foreach (var field in RedactedFieldNames.All)
        {
            if (redacted.Has(field))
            {
                Add(field, decisions[field]);
            }
        }

        Add(session.Addresses);
        Add(session.OriginJson);
        if (_piece.WrittenCount >= PieceBytes)
        {
            Append();
        }
    }

    /// <summary>Adds what was decided about a record that an agent caused.</summary>
    /// <param name="record">The record's number.</param>
    /// <param name="enrichment">What is written about it, without the version.</param>
    /// <param name="isRewritten">Whether its fields were replaced.</param>
    public void Add(long record, ReadOnlySpan<byte> enrichment, bool isRewritten)
    {
        Add(record);
        Add(isRewritten ? 1 : 0);
        Add(enrichment);
        if (_piece.WrittenCount >= PieceBytes)
        {
            Append();
        }
    }

    /// <summary>The digest as 32 hexadecimal digits.</summary>
    public string Complete()
    {
        Append();
        using var hash = _hash!;
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private void Add(RedactedField field, Decision decision)
    {
        Add(decision.AddressDiffers ? 1 : 0);
        Add(decision.Source?.Json[field] ?? []);
        Add(decision.Candidates?.Count ?? 0);
        foreach (var candidate in decision.Candidates ?? [])
        {
            Add(candidate.Json.SourceIPAddress);
            Add(candidate.Json.UserAgent);
        }
    }

    private void Add(ReadOnlySpan<byte> value)
    {
        Add(value.Length);
        _piece.Write(value);
    }

    private void Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_piece.GetSpan(sizeof(long)), number);
        _piece.Advance(sizeof(long));
    }

    private void Append()
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(_piece.WrittenSpan);
        _piece.ResetWrittenCount();
    }
}
