using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Rules;

/// <summary>What a record may hold. Most records hold none of it and need not be parsed.</summary>
[Flags]
internal enum RecordHints
{
    /// <summary>The record has no redacted field and is no evidence.</summary>
    None = 0,

    /// <summary>The record may have a redacted field.</summary>
    MayBeRedacted = 1,

    /// <summary>The record may be evidence.</summary>
    MayBeEvidence = 2,

    /// <summary>The record may be an agent's call, or caused by one.</summary>
    MayBeAgents = 4,
}

/// <summary>
/// Passes over records that no rule would take. It looks for the markers that the rules declare, each of which begins a string. A
/// <c>\u</c> escape could hide any of them, so a record with one is always parsed; no other escape stands for a letter.
/// </summary>
internal static class Prefilter
{
    /// <summary>A marker's letter at this distance after the quote is compared together with its first letter.</summary>
    private const int SecondLetter = 5;

    private static readonly Marker[] Markers =
    [
        new(Redaction.Marker, RecordHints.MayBeRedacted),
        new(AgentRequest.Marker, RecordHints.MayBeAgents),
        .. EvidenceRules.Markers.Select(marker => new Marker(Encoding.UTF8.GetBytes(marker), RecordHints.MayBeEvidence)),
    ];

    private static readonly byte[] RedactionMarker = [(byte)'"', .. Redaction.Marker];
    private static readonly byte[] AgentMarker = [(byte)'"', .. AgentRequest.Marker];

    /// <summary>Whether the reader's current record may have a redacted field.</summary>
    public static bool MayBeRedacted(LogFileReader reader) => reader.Record.IndexOf(RedactionMarker) >= 0 || HasHiddenLetters(reader);

    /// <summary>Whether the reader's current record may be caused by an agent.</summary>
    public static bool MayBeAgents(LogFileReader reader) => reader.Record.IndexOf(AgentMarker) >= 0 || HasHiddenLetters(reader);

    /// <summary>All that the reader's current record may be, in one pass over its bytes.</summary>
    public static RecordHints Look(LogFileReader reader)
    {
        if (HasHiddenLetters(reader))
        {
            return RecordHints.MayBeRedacted | RecordHints.MayBeEvidence | RecordHints.MayBeAgents;
        }

        var record = reader.Record;
        var hints = RecordHints.None;
        var at = 0;
        for (; at + Vector256<byte>.Count + SecondLetter <= record.Length; at += Vector256<byte>.Count)
        {
            for (var places = Candidates(record[at..]); places != 0; places &= places - 1)
            {
                hints |= LookAt(record[(at + BitOperations.TrailingZeroCount(places))..]);
            }
        }

        for (; at < record.Length; at++)
        {
            hints |= LookAt(record[at..]);
        }

        return hints;
    }

    private static bool HasHiddenLetters(LogFileReader reader) => reader.RecordHasBackslash && reader.Record.IndexOf("\\u"u8) >= 0;

    /// <summary>Where, in the next 32 bytes, a marker may begin; five bytes more must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Candidates(ReadOnlySpan<byte> text)
    {
        var first = MemoryMarshal.Read<Vector256<byte>>(text[1..]);
        var second = MemoryMarshal.Read<Vector256<byte>>(text[SecondLetter..]);
        var found = Vector256<byte>.Zero;
        foreach (ref readonly var marker in Markers.AsSpan())
        {
            found |= Vector256.Equals(first, marker.First) & Vector256.Equals(second, marker.Second);
        }

        return (
            found & Vector256.Equals(MemoryMarshal.Read<Vector256<byte>>(text), Vector256.Create((byte)'"'))).ExtractMostSignificantBits();
    }

    private static RecordHints LookAt(ReadOnlySpan<byte> text)
    {
        var hints = RecordHints.None;
        if (text is [(byte)'"', ..])
        {
            foreach (ref readonly var marker in Markers.AsSpan())
            {
                hints |= text[1..].StartsWith(marker.Text) ? marker.Hints : RecordHints.None;
            }
        }

        return hints;
    }

    /// <summary>A beginning of strings that a rule asks for.</summary>
    private readonly struct Marker(ReadOnlySpan<byte> text, RecordHints hints)
    {
        public readonly byte[] Text = text.Length >= SecondLetter
            ? text.ToArray()
            : throw new ArgumentException($"a marker has {SecondLetter} letters or more: {Encoding.UTF8.GetString(text)}");

        public readonly RecordHints Hints = hints;

        public readonly Vector256<byte> First = Vector256.Create(text[0]);

        public readonly Vector256<byte> Second = Vector256.Create(text[SecondLetter - 1]);
    }
}
