using GzipPatch.Checksums;

namespace GzipPatch;

/// <summary>The last stretch of the text after the edits. Before the first edit that is the old text, which is not copied.</summary>
internal sealed class NewText(SlidingText oldText)
{
    /// <summary>The CRC is fast on long stretches, and edits make short ones.</summary>
    private const int HashBytes = 16 * 1024;

    private long _kept;
    private uint _crc;
    private long _hashed;

    public bool IsEdited { get; private set; }

    /// <summary>The text from 32 KiB before the first edit on; empty before it.</summary>
    public SlidingText Edited { get; } = new(256 * 1024);

    public long End => IsEdited ? Edited.End : _kept;

    public void Reset()
    {
        Edited.Reset();
        IsEdited = false;
        _kept = 0;
    }

    public ReadOnlySpan<byte> Slice(long position, int length) => (IsEdited ? Edited : oldText).Slice(position, length);

    /// <summary>Adds bytes of the old text.</summary>
    /// <param name="oldPosition">Where they begin in the old text.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="keepFrom">The new text before this position is not needed again.</param>
    public void Keep(long oldPosition, int length, long keepFrom)
    {
        if (IsEdited)
        {
            Insert(oldText.Slice(oldPosition, length), keepFrom);
        }
        else
        {
            _kept += length;
        }
    }

    /// <summary>Ends the stretch that both texts have in common.</summary>
    /// <param name="crc">The CRC-32 of that stretch.</param>
    /// <param name="keepFrom">The text before this position is not needed again.</param>
    public void BeginEdits(uint crc, long keepFrom)
    {
        var from = Math.Max(0, keepFrom);
        Edited.BeginAt(from);
        Edited.Append(oldText.Slice(from, (int)(_kept - from)), from);
        _crc = crc;
        _hashed = _kept;
        IsEdited = true;
    }

    /// <summary>Adds bytes after the first edit.</summary>
    public void Insert(ReadOnlySpan<byte> bytes, long keepFrom)
    {
        Edited.Append(bytes, Math.Min(keepFrom, _hashed));
        if (Edited.End - _hashed >= HashBytes)
        {
            Hash();
        }
    }

    /// <summary>Length and CRC of the whole text after edits.</summary>
    public TextDigest Digest()
    {
        Hash();
        return new(Edited.End, _crc);
    }

    private void Hash()
    {
        _crc = TextCrc.Append(_crc, Edited.Slice(_hashed, (int)(Edited.End - _hashed)));
        _hashed = Edited.End;
    }
}
