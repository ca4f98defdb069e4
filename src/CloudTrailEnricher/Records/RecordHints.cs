using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CloudTrailEnricher.Records;

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
/// Looks for the few words that matter, all in one pass over a record's bytes. Each of them stands at the beginning of a string, so only
/// quotes with the right letter behind them are looked at closely. A <c>\u</c> escape could hide any word, so a record with one is always
/// parsed; no other escape stands for a letter.
/// </summary>
internal static class RecordHintFinder
{
    public static RecordHints Of(ReadOnlySpan<byte> record)
    {
        var hints = RecordHints.None;
        var at = 0;
        for (; at + Vector256<byte>.Count < record.Length; at += Vector256<byte>.Count)
        {
            for (var marks = Candidates(record[at..]); marks != 0; marks &= marks - 1)
            {
                hints |= Look(record[(at + BitOperations.TrailingZeroCount(marks))..]);
            }
        }

        for (; at + 1 < record.Length; at++)
        {
            hints |= Look(record[at..]);
        }

        return hints;
    }

    /// <summary>Where, in the next 32 bytes, a word or an escape may begin; 33 bytes must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Candidates(ReadOnlySpan<byte> text)
    {
        var first = MemoryMarshal.Read<Vector256<byte>>(text);
        var second = MemoryMarshal.Read<Vector256<byte>>(text[1..]);
        var letters = Vector256.Equals(second, Vector256.Create((byte)'A'))
            | Vector256.Equals(second, Vector256.Create((byte)'M'))
            | Vector256.Equals(second, Vector256.Create((byte)'['))
            | Vector256.Equals(second, Vector256.Create((byte)'C'))
            | Vector256.Equals(second, Vector256.Create((byte)'S'));
        var words = Vector256.Equals(first, Vector256.Create((byte)'"')) & letters;
        var escapes = Vector256.Equals(first, Vector256.Create((byte)'\\')) & Vector256.Equals(second, Vector256.Create((byte)'u'));
        return (words | escapes).ExtractMostSignificantBits();
    }

    private static RecordHints Look(ReadOnlySpan<byte> text) => (text[0], text[1]) switch
    {
        ((byte)'\\', (byte)'u') => RecordHints.MayBeRedacted | RecordHints.MayBeEvidence,
        ((byte)'"', (byte)'A') when text.StartsWith("\"AWS Internal"u8) => RecordHints.MayBeRedacted,
        ((byte)'"', (byte)'M') when text.StartsWith("\"Mozilla"u8) => RecordHints.MayBeEvidence,
        ((byte)'"', (byte)'[') when text.StartsWith("\"[Mozilla"u8) => RecordHints.MayBeEvidence,
        ((byte)'"', (byte)'C') when text.StartsWith("\"ConsoleLogin"u8) => RecordHints.MayBeEvidence,
        ((byte)'"', (byte)'S') when text.StartsWith("\"SwitchRole"u8) => RecordHints.MayBeEvidence,
        _ => RecordHints.None,
    };
}
