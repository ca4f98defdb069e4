namespace GzipPatch;

/// <summary>The two tables that decode a block.</summary>
internal sealed class DecodeTables
{
    private readonly DecodeTable _literals = DecodeTable.ForLiterals();
    private readonly DecodeTable _distances = DecodeTable.ForDistances();

    public DecodeTables()
    {
    }

    public DecodeTables(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths) => Build(literalLengths, distanceLengths);

    public ReadOnlySpan<uint> Literals => _literals.Entries;

    public ReadOnlySpan<uint> Distances => _distances.Entries;

    public void Build(ReadOnlySpan<byte> literalLengths, ReadOnlySpan<byte> distanceLengths)
    {
        _literals.Build(literalLengths);
        _distances.Build(distanceLengths);
    }
}
