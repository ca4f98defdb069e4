using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
}

/// <summary>
/// Looks for the few words that matter, each of which stands at the beginning of a string. A <c>\u</c> escape could hide any word, so a
/// record with one is always parsed; no other escape stands for a letter.
/// </summary>
internal static class RecordHintFinder
{
    /// <summary>How far behind its quote a word is looked at.</summary>
    private const int Reach = 5;

    /// <summary>Whether the reader's current record may have a redacted field.</summary>
    public static bool MayBeRedacted(LogFileReader reader) => reader.Record.IndexOf("\"AWS Internal"u8) >= 0 || HasHiddenLetters(reader);

    /// <summary>All that the reader's current record may be, in one pass over its bytes.</summary>
    public static RecordHints Of(LogFileReader reader)
    {
        if (HasHiddenLetters(reader))
        {
            return RecordHints.MayBeRedacted | RecordHints.MayBeEvidence;
        }

        var record = reader.Record;
        var hints = RecordHints.None;
        var at = 0;
        for (; at + Vector256<byte>.Count + Reach <= record.Length; at += Vector256<byte>.Count)
        {
            for (var marks = Candidates(record[at..]); marks != 0; marks &= marks - 1)
            {
                hints |= Look(record[(at + BitOperations.TrailingZeroCount(marks))..]);
            }
        }

        for (; at < record.Length; at++)
        {
            hints |= Look(record[at..]);
        }

        return hints;
    }

    private static bool HasHiddenLetters(LogFileReader reader) => reader.RecordHasBackslash && reader.Record.IndexOf("\\u"u8) >= 0;

    /// <summary>Where, in the next 32 bytes, a word may begin; 37 bytes must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Candidates(ReadOnlySpan<byte> text)
    {
        var first = MemoryMarshal.Read<Vector256<byte>>(text[1..]);
        var redacted = Is(first, 'A') & Is(MemoryMarshal.Read<Vector256<byte>>(text[Reach..]), 'I');
        var evidence = Is(first, 'M') | Is(first, '[') | Is(first, 'C') | Is(first, 'S');
        return (Is(MemoryMarshal.Read<Vector256<byte>>(text), '"') & (redacted | evidence)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> text, char letter) => Vector256.Equals(text, Vector256.Create((byte)letter));

    private static RecordHints Look(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'"', (byte)'A', ..] when text.StartsWith("\"AWS Internal"u8) => RecordHints.MayBeRedacted,
        [(byte)'"', (byte)'M', ..] when text.StartsWith("\"Mozilla"u8) => RecordHints.MayBeEvidence,
        [(byte)'"', (byte)'[', ..] when text.StartsWith("\"[Mozilla"u8) => RecordHints.MayBeEvidence,
        [(byte)'"', (byte)'C', ..] when text.StartsWith("\"ConsoleLogin"u8) => RecordHints.MayBeEvidence,
        [(byte)'"', (byte)'S', ..] when text.StartsWith("\"SwitchRole"u8) => RecordHints.MayBeEvidence,
        _ => RecordHints.None,
    };
}
