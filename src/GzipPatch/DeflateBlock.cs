namespace GzipPatch;

/// <summary>One block of the source: where its bits are, which sequences are its own, and its codes.</summary>
internal sealed class DeflateBlock
{
    public const long Unknown = long.MaxValue;

    private readonly byte[] _literalLengths = new byte[DeflateAlphabet.LiteralSlots];
    private readonly byte[] _distanceLengths = new byte[DeflateAlphabet.DistanceSlots];

    public BlockKind Kind { get; set; }

    public bool IsFinal { get; set; }

    /// <summary>The bit of the file at which the block begins; it marks the final block.</summary>
    public long HeaderBit { get; set; }

    /// <summary>The bit after the header, where symbols or stored bytes begin.</summary>
    public long BodyBit { get; set; }

    /// <summary>The bit after the block, or <see cref="Unknown"/> while it is being read.</summary>
    public long EndBit { get; set; }

    /// <summary>The end of the block in the text, or <see cref="Unknown"/>.</summary>
    public long TextEnd { get; set; }

    /// <summary>The number of the sequence after the last one of the block, counted over the file, or <see cref="Unknown"/>.</summary>
    public long SequenceEnd { get; set; }

    public int StoredLength { get; set; }

    public Span<byte> LiteralLengths => _literalLengths;

    public Span<byte> DistanceLengths => _distanceLengths;

    public bool IsRead => EndBit != Unknown;
}
