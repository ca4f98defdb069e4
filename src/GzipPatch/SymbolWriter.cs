namespace GzipPatch;

/// <summary>
/// Writes symbols with the codes of the block that is being copied. A byte for which that block has no code goes into
/// a block with the fixed codes, which stays open until bits are to be copied again; then the block's header is repeated.
/// </summary>
internal sealed class SymbolWriter(BitWriter writer, DeflateInput input)
{
    private const int FixedHeader = 0b010, FixedFinalHeader = 0b011, HeaderBits = 3, FixedEndOfBlockBits = 7;

    private readonly CodeBook _ownBook = new();
    private readonly CodeBook _fixedBook = MakeFixedBook();
    private DeflateBlock? _block;
    private bool _loaded;

    /// <summary>Whether the block has been left for one with the fixed codes.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>The codes that symbols are written with now.</summary>
    public CodeBook Book => IsEscaped ? _fixedBook : OwnBook;

    /// <summary>The codes of the block of the source.</summary>
    public CodeBook OwnBook
    {
        get => _loaded ? _ownBook : LoadOwnBook();
    }

    public void Reset()
    {
        _block = null;
        IsEscaped = false;
    }

    /// <summary>Uses the codes of the next block of the source.</summary>
    public void Enter(DeflateBlock block)
    {
        _block = block;
        _loaded = false;
        IsEscaped = false;
    }

    public void Literal(byte value)
    {
        var code = Book.Literal(value);
        if (code == 0)
        {
            Put(_ownBook.EndOfBlock);
            writer.Put(FixedHeader, HeaderBits);
            IsEscaped = true;
            code = _fixedBook.Literal(value);
        }

        Put(code);
    }

    /// <summary>What the match costs in bits, or 0 if there is no code for it.</summary>
    public int MatchBits(DeflateMatch match)
    {
        var length = Book.Length(match.Length);
        return length == 0 || !Book.TryGetDistance(match.Distance, out _, out var count) ? 0 : CodeBook.CountOf(length) + count;
    }

    /// <summary>What the bytes cost in bits as literals.</summary>
    public int LiteralBits(ReadOnlySpan<byte> bytes)
    {
        const int costOfEscape = 512;
        var book = Book;
        var bits = 0;
        foreach (var value in bytes)
        {
            var code = book.Literal(value);
            bits += code == 0 ? costOfEscape : CodeBook.CountOf(code);
        }

        return bits;
    }

    /// <summary>Writes a match for which there are codes.</summary>
    public void Match(DeflateMatch match)
    {
        var length = Book.Length(match.Length);
        _ = Book.TryGetDistance(match.Distance, out var distance, out var count);
        writer.Put(CodeBook.BitsOf(length) | (distance << CodeBook.CountOf(length)), CodeBook.CountOf(length) + count);
    }

    /// <summary>Goes back to the block of the source after an escape.</summary>
    public void Return()
    {
        EndEscape();
        writer.Put(0, 1);
        writer.Copy(input, _block!.HeaderBit + 1, _block.BodyBit);
    }

    /// <summary>Ends the block with the fixed codes, when nothing of the source's block is left to copy.</summary>
    public void EndEscape()
    {
        writer.Put(0, FixedEndOfBlockBits);
        IsEscaped = false;
    }

    /// <summary>Writes an empty final block; no other block of the output is marked as final.</summary>
    public void EmptyFinalBlock() => writer.Put(FixedFinalHeader, HeaderBits + FixedEndOfBlockBits);

    private CodeBook LoadOwnBook()
    {
        _ownBook.Load(_block!.LiteralLengths, _block.DistanceLengths);
        _loaded = true;
        return _ownBook;
    }

    private void Put(uint code) => writer.Put(CodeBook.BitsOf(code), CodeBook.CountOf(code));

    private static CodeBook MakeFixedBook()
    {
        var book = new CodeBook();
        book.Load(FixedCode.LiteralLengths, FixedCode.DistanceLengths);
        return book;
    }
}
