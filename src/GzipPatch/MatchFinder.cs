using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>A match found in the new text.</summary>
internal readonly record struct DeflateMatch(int Length, int Distance);

/// <summary>
/// Finds earlier copies of the bytes at a position of the new text, among the positions that were added: those of the
/// symbols near edits. Candidates are checked against the text, so the tables may hold stale entries.
/// </summary>
internal sealed class MatchFinder(SlidingText text)
{
    /// <summary>The shortest match that is looked for.</summary>
    public const int MinLength = 4;

    /// <summary>Every third position of a stretch is added; long copies are found all the same.</summary>
    private const int Stride = 3;

    private const int HeadBits = 12, ChainMask = DeflateAlphabet.MaxDistance - 1, MaxProbes = 16;

    // Positions are kept modulo 2^16, enough for distances up to 2^15; small tables stay in the nearest cache.
    private readonly ushort[] _heads = new ushort[1 << HeadBits];
    private readonly ushort[] _chain = new ushort[DeflateAlphabet.MaxDistance];

    public void Reset()
    {
        _heads.AsSpan().Clear();
        _chain.AsSpan().Clear();
    }

    /// <summary>Adds a position if four bytes of text follow it.</summary>
    public void Add(long position)
    {
        var bytes = text.Held;
        var at = text.Offset(position);
        if (at <= bytes.Length - MinLength)
        {
            Add(_heads, _chain, bytes, at, (int)position);
        }
    }

    /// <summary>Adds positions of a stretch, except the last three of the text, which four bytes do not follow.</summary>
    public void Add(long position, int count)
    {
        var bytes = text.Slice(position, (int)Math.Min(count + MinLength - 1, text.End - position));
        Span<ushort> heads = _heads, chain = _chain;
        for (var at = 0; at + MinLength <= bytes.Length; at += Stride)
        {
            Add(heads, chain, bytes, at, (int)position + at);
        }
    }

    /// <summary>Adds the positions where the matches of sequences begin; the shift leads from the old text to the new one.</summary>
    public void Add(ReadOnlySpan<Sequence> sequences, long shift)
    {
        var bytes = text.Held;
        Span<ushort> heads = _heads, chain = _chain;
        foreach (var sequence in sequences)
        {
            var position = sequence.MatchStart + shift;
            var at = text.Offset(position);
            if (at <= bytes.Length - MinLength)
            {
                Add(heads, chain, bytes, at, (int)position);
            }
        }
    }

    /// <summary>The longest match of at most <paramref name="max"/> bytes; length 0 if there is none.</summary>
    public DeflateMatch Find(long position, int max)
    {
        if (max < MinLength)
        {
            return default;
        }

        var bytes = text.Held[..(text.Offset(position) + max)];
        var at = bytes.Length - max;
        var wanted = bytes[at..];
        var word = BinaryPrimitives.ReadUInt32LittleEndian(wanted);
        var candidate = _heads[Hash(word)];
        var best = default(DeflateMatch);
        var distance = 0;
        for (var probes = 0; probes < MaxProbes; probes++)
        {
            // A chain leads further and further back; if it does not, its rest is stale.
            var next = (ushort)(position - candidate);
            if (next <= distance || next > DeflateAlphabet.MaxDistance || next > at)
            {
                break;
            }

            distance = next;
            var earlier = bytes[(at - distance)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(earlier) == word && earlier[best.Length] == wanted[best.Length])
            {
                var length = wanted.CommonPrefixLength(earlier);
                if (length > best.Length)
                {
                    best = new(length, distance);
                    if (length == max)
                    {
                        break;
                    }
                }
            }

            candidate = _chain[candidate & ChainMask];
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Span<ushort> heads, Span<ushort> chain, ReadOnlySpan<byte> bytes, int at, int position)
    {
        ref var head = ref heads[Hash(BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]))];
        chain[position & ChainMask] = head;
        head = (ushort)position;
    }

    private static int Hash(uint word) => (int)((word * 0x9E3779B1u) >> (32 - HeadBits));
}
