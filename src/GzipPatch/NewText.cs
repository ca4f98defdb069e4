using GzipPatch.Checksums;

namespace GzipPatch;

/// <summary>The text as it is after the edits: its last stretch, its length and its CRC-32.</summary>
internal sealed class NewText
{
    private const int HashBytes = 16 * 1024;

    private uint _crc;
    private long _hashed;

    public SlidingText Window { get; } = new(256 * 1024);

    public long End => Window.End;

    public void Reset()
    {
        Window.Reset();
        _crc = 0;
        _hashed = 0;
    }

    /// <summary>Adds to the text; what lies before <paramref name="keepFrom"/> may be let go.</summary>
    public void Append(ReadOnlySpan<byte> bytes, long keepFrom)
    {
        Window.Append(bytes, Math.Min(keepFrom, _hashed));

        // The CRC is fast on long stretches, and edits make short ones.
        if (End - _hashed >= HashBytes)
        {
            Hash();
        }
    }

    public TextDigest Digest()
    {
        Hash();
        return new(End, _crc);
    }

    private void Hash()
    {
        _crc = TextCrc.Append(_crc, Window.Slice(_hashed, (int)(End - _hashed)));
        _hashed = End;
    }
}
