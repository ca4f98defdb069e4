using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>Copies the bits of the source that are still right, in runs: nothing is copied until something else must be written.</summary>
internal sealed class SourceCopy(DeflateInput input, BitWriter writer, SymbolWriter symbols)
{
    /// <summary>The first bit of the source that has neither been copied nor replaced.</summary>
    public long From { get; private set; }

    public void Reset(long bit) => From = bit;

    /// <summary>Copies everything up to a bit, and ends an escape first.</summary>
    public void CopyTo(long bit)
    {
        if (bit <= From)
        {
            return;
        }

        ReturnToBlock();
        writer.Copy(input, From, bit);
        From = bit;
    }

    /// <summary>Skips the bits up to one, because others were written in their place.</summary>
    public void SkipTo(long bit) => From = bit;

    /// <summary>
    /// Copies the symbols of a sequence except for the distance, which is the last of them. False, with nothing
    /// written, if the block has no code for the new distance.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCopyWithDistance(Sequence sequence, long distance)
    {
        var book = symbols.OwnBook;
        if (distance > DeflateAlphabet.MaxDistance || !book.TryGetDistance((int)distance, out var code, out var count))
        {
            return false;
        }

        ReturnToBlock();
        writer.CopyAndPut(input, From, sequence.EndBit - book.DistanceBits(sequence.Distance), code, count);
        From = sequence.EndBit;
        return true;
    }

    private void ReturnToBlock()
    {
        if (symbols.IsEscaped)
        {
            symbols.Return();
        }
    }
}
