using System.Buffers;
using System.Security.Cryptography;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// A digest of what readers learn from a copy: each record's values and marks. Which of several agreeing pieces of evidence is named, and
/// so the match, is left out: a copy that differs in nothing else need not be written again.
/// </summary>
/// <remarks>
/// User agents and session names are chosen by the people whose calls are recorded. Whoever could make two sets of decisions share a digest
/// could keep an improved copy from being written, so the hash is a cryptographic one. It costs little, because a value that repeats the one
/// before it, as most do, is hashed as one byte. The bytes can be read back in only one way: no two sets of decisions give the same ones.
/// </remarks>
internal sealed class DecisionDigest
{
    private const int PieceBytes = 8192;

    /// <summary>The first half of the SHA-256 of nothing: no field was decided.</summary>
    private const string OfNothing = "e3b0c44298fc1c149afbf4c8996fb924";

    private readonly ArrayBufferWriter<byte> _piece = new(PieceBytes + 2048);
    private IncrementalHash? _hash;
    private long _record;
    private byte[] _address = [];
    private byte[] _agent = [];
    private byte[] _origin = [];

    public void Add(long record, RedactedFields redacted, PerField<Decision> decisions, SessionEvidence session)
    {
        Add(record - _record);
        _record = record;
        if (redacted.Has(RedactedField.SourceIPAddress))
        {
            Add(decisions.SourceIPAddress, decisions.SourceIPAddress.Source?.Json.SourceIPAddress ?? [], ref _address);
        }

        if (redacted.Has(RedactedField.UserAgent))
        {
            Add(decisions.UserAgent, decisions.UserAgent.Source?.Json.UserAgent ?? [], ref _agent);
        }

        Add(session.Addresses);
        Add(session.OriginJson, ref _origin);
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
        if (_hash is null && _piece.WrittenCount == 0)
        {
            return OfNothing;
        }

        Append();
        using var hash = _hash!;
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private void Add(Decision decision, byte[] value, ref byte[] last)
    {
        Add(decision.AddressDiffers ? 1 : 0);
        Add(value, ref last);
        Add(decision.Candidates?.Count ?? 0);
        foreach (var candidate in decision.Candidates ?? [])
        {
            Add(candidate.Json.SourceIPAddress);
            Add(candidate.Json.UserAgent);
        }
    }

    /// <summary>Adds a value, or only that it is the one before it again: 0, or 1 and the value.</summary>
    private void Add(byte[] value, ref byte[] last)
    {
        if (ReferenceEquals(value, last) || value.AsSpan().SequenceEqual(last))
        {
            Add(0);
            return;
        }

        Add(1);
        Add(value);
        last = value;
    }

    private void Add(ReadOnlySpan<byte> value)
    {
        Add(value.Length);
        _piece.Write(value);
    }

    /// <summary>Adds a number that is not negative, seven bits at a time.</summary>
    private void Add(long number)
    {
        var bytes = _piece.GetSpan(10);
        var count = 0;
        for (; number >= 0x80; number >>= 7)
        {
            bytes[count++] = (byte)(0x80 | number);
        }

        bytes[count++] = (byte)number;
        _piece.Advance(count);
    }

    private void Append()
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(_piece.WrittenSpan);
        _piece.ResetWrittenCount();
    }
}
