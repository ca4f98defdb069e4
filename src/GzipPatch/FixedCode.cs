namespace GzipPatch;

/// <summary>The code lengths of the fixed Huffman codes (RFC 1951, 3.2.6).</summary>
internal static class FixedCode
{
    private static readonly byte[] Literals = MakeLiterals();
    private static readonly byte[] Distances = MakeDistances();

    public static ReadOnlySpan<byte> LiteralLengths => Literals;

    public static ReadOnlySpan<byte> DistanceLengths => Distances;

    private static byte[] MakeLiterals()
    {
        var lengths = new byte[DeflateAlphabet.LiteralSlots];
        lengths.AsSpan(0, 144).Fill(8);
        lengths.AsSpan(144, 112).Fill(9);
        lengths.AsSpan(256, 24).Fill(7);
        lengths.AsSpan(280).Fill(8);
        return lengths;
    }

    private static byte[] MakeDistances()
    {
        var lengths = new byte[DeflateAlphabet.DistanceSlots];
        lengths.AsSpan().Fill(5);
        return lengths;
    }
}
