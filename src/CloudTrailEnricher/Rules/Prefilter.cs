using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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

    private static readonly Vector128<byte> FirstLetters = ByLowerHalf(0);
    private static readonly Vector128<byte> SecondLetters = ByLowerHalf(SecondLetter - 1);

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

    /// <summary>
    /// Where, in the next 32 bytes, a marker may begin; five bytes more must be there. Of two letters the lower halves are compared, with
    /// all markers at once: each marker is one bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Candidates(ReadOnlySpan<byte> text)
    {
        var markers = MarkersWith(FirstLetters, MemoryMarshal.Read<Vector256<byte>>(text[1..]))
            & MarkersWith(SecondLetters, MemoryMarshal.Read<Vector256<byte>>(text[SecondLetter..]));
        var quotes = Vector256.Equals(MemoryMarshal.Read<Vector256<byte>>(text), Vector256.Create((byte)'"'));
        return Vector256.AndNot(quotes, Vector256.Equals(markers, Vector256<byte>.Zero)).ExtractMostSignificantBits();
    }

    /// <summary>For each letter, the markers that have one with the same lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> MarkersWith(Vector128<byte> byLowerHalf, Vector256<byte> letters)
    {
        var halves = letters & Vector256.Create((byte)0xF);
        return Avx2.IsSupported
            ? Avx2.Shuffle(Vector256.Create(byLowerHalf, byLowerHalf), halves)
            : Vector256.Create(
                Vector128.Shuffle(byLowerHalf, halves.GetLower()), Vector128.Shuffle(byLowerHalf, halves.GetUpper()));
    }

    /// <summary>For each lower half of a letter, the markers that have such a letter at a place.</summary>
    private static Vector128<byte> ByLowerHalf(int place)
    {
        Span<byte> markers = stackalloc byte[16];
        for (var at = 0; at < Markers.Length; at++)
        {
            markers[Markers[at].Text[place] & 0xF] |= (byte)(1 << (at % 8));
        }

        return Vector128.Create(markers);
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
    }
}
