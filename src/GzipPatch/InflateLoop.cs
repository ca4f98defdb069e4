using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GzipPatch;

/// <summary>
/// The hot loop: symbols of one block become text in a window. All unchecked memory access of the library is in
/// this file, and each kind has one argument for why it stays in bounds.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Input: a turn refills at most twice, and the first turn loads once before. Each of these reads 8 bytes and
/// moves on by at most 7, so a turn that begins with <c>at &lt;= segment.Length - 24</c> reads inside the segment.</item>
/// <item>Window: a turn writes at most six literals and one more byte, or four literals and a match, and the last store of a match may
/// reach 31 bytes past its end; a turn begins with <c>offset &lt; limit</c>, and <see cref="CheckRoom"/> checks that
/// <see cref="Slack"/> bytes follow the limit. A match reads from <c>offset - distance</c>, which is checked not
/// to be negative, and reads below where it writes.</item>
/// <item>Sequences: each stands for three bytes of text or more, except the one that the exit adds;
/// <see cref="CheckRoom"/> checks the room.</item>
/// <item>Tables: see <see cref="DecodeTable.Entries"/>.</item>
/// </list>
/// </remarks>
internal static class InflateLoop
{
    /// <summary>The room that a window needs after the limit.</summary>
    public const int Slack = 320;

    /// <summary>What the segment must hold for a turn.</summary>
    private const int TurnInput = 24;

    /// <summary>The room for sequences that so many bytes of text may need.</summary>
    public static int SequencesFor(int bytes) => ((bytes + Slack) / DeflateAlphabet.MinMatch) + 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LoopExit Run<TMode>(
        ref LoopState state,
        ReadOnlySpan<byte> segment,
        long segmentBit,
        Span<byte> window,
        int limit,
        long windowStart,
        Span<Sequence> sequences,
        ReadOnlySpan<uint> literalTable,
        ReadOnlySpan<uint> distanceTable)
        where TMode : struct, IRecordingMode
    {
        const uint literalMask = (1 << DecodeTable.LiteralRootBits) - 1;
        const uint distanceMask = (1 << DecodeTable.DistanceRootBits) - 1;
        CheckRoom(state, segmentBit, window.Length, limit, TMode.IsOn ? sequences.Length : int.MaxValue);

        ref var input = ref MemoryMarshal.GetReference(segment);
        ref var text = ref MemoryMarshal.GetReference(window);
        ref var sequence = ref MemoryMarshal.GetReference(sequences);
        ref var literals = ref MemoryMarshal.GetReference(literalTable);
        ref var distances = ref MemoryMarshal.GetReference(distanceTable);

        var exit = LoopExit.Pause;
        var lastTurn = (nint)segment.Length - TurnInput;
        nint offset = state.Offset, end = limit, lastEnd = offset, recorded = 0;
        var at = (nint)((state.Bit - segmentBit) >> 3);
        state.Recorded = 0;
        if (at > lastTurn || offset >= end)
        {
            return exit;
        }

        // Only the low six bits of the count are valid, because whole entries are subtracted from it.
        var bits = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, at)) >> (int)(state.Bit & 7);
        var count = 56 - (uint)(state.Bit & 7);
        at += 7;
        do
        {
            bits |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, at)) << (int)count;
            at += (nint)((~count & 63) >> 3);
            count |= 56;

            var entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
            if ((int)entry < 0)
            {
                bits >>= (int)entry;
                count -= entry;
                offset += Literals(ref text, offset, entry);
                entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                if ((int)entry < 0)
                {
                    bits >>= (int)entry;
                    count -= entry;
                    offset += Literals(ref text, offset, entry);
                    entry = Unsafe.Add(ref literals, (nint)(bits & literalMask));
                    if ((int)entry < 0)
                    {
                        bits >>= (int)entry;
                        count -= entry;
                        offset += Literals(ref text, offset, entry);
                        continue;
                    }
                }

                bits |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref input, at)) << (int)count;
                at += (nint)((~count & 63) >> 3);
                count |= 56;
            }

            if ((entry & DecodeTable.Exceptional) != 0)
            {
                var codeBit = BitAt(at, count);
                if ((entry & DecodeTable.SubTable) != 0)
                {
                    bits >>= DecodeTable.LiteralRootBits;
                    count -= DecodeTable.LiteralRootBits;
                    entry = Unsafe.Add(ref literals, (nint)(entry >> 16) + (nint)Low(bits, entry >> 8));
                    if ((int)entry < 0)
                    {
                        bits >>= (int)entry;
                        count -= entry;
                        offset += Literals(ref text, offset, entry);
                        continue;
                    }
                }

                if ((entry & DecodeTable.Exceptional) != 0)
                {
                    exit = (entry & DecodeTable.EndOfBlock) != 0 ? LoopExit.EndOfBlock : LoopExit.BadCode;
                    if (TMode.IsOn && offset != lastEnd)
                    {
                        Unsafe.Add(ref sequence, recorded++) = Sequence.Pack(windowStart + offset, 0, 1, segmentBit + codeBit);
                        lastEnd = offset;
                    }

                    count -= entry;
                    break;
                }
            }

            var length = (nint)(entry >> 16) + (nint)(Low(bits, entry) >> (int)((entry >> 8) & 15));
            bits >>= (int)entry;
            count -= entry;

            entry = Unsafe.Add(ref distances, (nint)(bits & distanceMask));
            if ((entry & DecodeTable.Exceptional) != 0)
            {
                if ((entry & DecodeTable.SubTable) != 0)
                {
                    bits >>= DecodeTable.DistanceRootBits;
                    count -= DecodeTable.DistanceRootBits;
                    entry = Unsafe.Add(ref distances, (nint)(entry >> 16) + (nint)Low(bits, entry >> 8));
                }

                if ((entry & DecodeTable.Exceptional) != 0)
                {
                    exit = LoopExit.BadCode;
                    break;
                }
            }

            var distance = (nint)(entry >> 16) + (nint)(Low(bits, entry) >> (int)((entry >> 8) & 15));
            bits >>= (int)entry;
            count -= entry;
            if (distance > offset)
            {
                exit = LoopExit.BadDistance;
                break;
            }

            ref var target = ref Unsafe.Add(ref text, offset);
            offset += length;
            if (TMode.IsOn)
            {
                Unsafe.Add(ref sequence, recorded++) =
                    Sequence.Pack(windowStart + offset, (int)length, (int)distance, segmentBit + BitAt(at, count));
                lastEnd = offset;
            }

            Repeat(ref target, length, distance);
        }
        while (at <= lastTurn && offset < end);

        state.Bit = segmentBit + BitAt(at, count);
        state.Offset = (int)offset;
        if (TMode.IsOn && offset != lastEnd)
        {
            Unsafe.Add(ref sequence, recorded++) = Sequence.Pack(windowStart + offset, 0, 1, state.Bit);
        }

        state.Recorded = (int)recorded;
        return exit;
    }

    /// <summary>The first bit of the segment that has not been used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long BitAt(nint at, uint count) => ((long)at << 3) - (count & 63);

    /// <summary>Writes two bytes, of which one or two are literals of the entry, and returns how many are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Literals(ref byte text, nint offset, uint entry)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref text, offset), (ushort)((entry & ~DecodeTable.Literal) >> DecodeTable.FirstLiteralShift));
        return (nint)((entry >> DecodeTable.LiteralCountShift) & 3);
    }

    /// <summary>As many low bits as the low six bits of the entry say; flags above those six do no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Low(ulong bits, uint entry) => bits & ((1UL << (int)entry) - 1);

    /// <summary>Copies a match in stores of up to 32 bytes, each of which reads only what is already written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat(ref byte target, nint length, nint distance)
    {
        ref var source = ref Unsafe.Subtract(ref target, distance);
        if (distance >= 32)
        {
            Vector256.LoadUnsafe(ref source).StoreUnsafe(ref target);
            for (nint done = 32; done < length; done += 32)
            {
                Vector256.LoadUnsafe(ref Unsafe.Add(ref source, done)).StoreUnsafe(ref Unsafe.Add(ref target, done));
            }
        }
        else if (distance >= 8)
        {
            for (nint done = 0; done < length; done += 8)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, done), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, done)));
            }
        }
        else if (distance == 1)
        {
            var run = Vector256.Create(source);
            for (nint done = 0; done < length; done += 32)
            {
                run.StoreUnsafe(ref Unsafe.Add(ref target, done));
            }
        }
        else
        {
            for (nint done = 0; done < length; done++)
            {
                Unsafe.Add(ref target, done) = Unsafe.Add(ref source, done);
            }
        }
    }

    private static void CheckRoom(in LoopState state, long segmentBit, int window, int limit, int sequences)
    {
        if (state.Bit < segmentBit || state.Offset < 0 || limit > window - Slack
            || sequences < SequencesFor(Math.Max(0, limit - state.Offset)))
        {
            throw new InvalidOperationException("The inflating loop was given too little room.");
        }
    }
}
