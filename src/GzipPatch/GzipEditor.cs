using System.Buffers;
using System.IO.Hashing;

namespace GzipPatch;

/// <summary>
/// Edits the text of a gzip file while it is read, without compressing it again: most of what deflate has written
/// about the old text is true of the new one too, and those bits are copied.
/// </summary>
/// <remarks>
/// <para>A deflate stream says the text in symbols: literal bytes, and matches, which repeat an earlier stretch of a
/// length at a distance. The source is inflated once, and the parse, that is where each symbol ends in the text and
/// in the stream, is recorded. Then symbols and edits are walked together:</para>
/// <list type="bullet">
/// <item>Symbols that no edit touches, and whose matches reach back over none, are copied as bits.</item>
/// <item>A match with an edit between its source and itself keeps its length; its distance is written anew with the
/// code of its block, if the block has one.</item>
/// <item>Everything else is coded anew with the codes of the block: inserted bytes, symbols that an edit cuts, matches
/// into text that is gone. Earlier copies in the new text are found with a hash table; what the block has no code for
/// goes into a block with the fixed codes, after which the block's header is repeated.</item>
/// </list>
/// <para>The file's header is kept as it is. The result is one ordinary member.</para>
/// <para>Use: <see cref="Read"/> text, or look at <see cref="Pending"/> after <see cref="ReadMore"/>; say with
/// <see cref="Keep"/> and <see cref="Replace"/>, in the order of the text, what is to become of it; end with
/// <see cref="Complete"/>. Memory is bounded by the text that has been read and not yet been kept or replaced, and a
/// fixed amount of about one megabyte. One instance serves many files by <see cref="Reset"/>. After an exception the output
/// is to be thrown away; the instance can be reset. It is not safe for use by several threads at a time.</para>
/// </remarks>
public sealed class GzipEditor : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>How much of the new text is gathered before it is written: little enough that it is still in the nearest cache.</summary>
    private const int StretchBytes = 32 * 1024;

    private readonly DeflateInput _input = new();
    private readonly Inflater _inflater;
    private readonly TextWindow _oldText = new(4 * ChunkBytes);
    private readonly Crc32 _oldCrc = new();
    private readonly Parse _parse = new();
    private readonly SpliceTrail _splices = new();
    private readonly NewText _newText = new();
    private readonly BitWriter _writer = new();
    private readonly Emitter _emitter;
    private bool _open;
    private long _cursor;
    private long _read;
    private long _edits;

    /// <summary>Begins to edit a file.</summary>
    /// <param name="gzip">The whole source; it must stay as it is until the edit is complete.</param>
    /// <param name="output">Where the edited file goes, piece by piece.</param>
    /// <exception cref="InvalidDataException">The source does not begin with a sound gzip header.</exception>
    /// <exception cref="NotPatchableException">The header has flags that are not known.</exception>
    public GzipEditor(ReadOnlyMemory<byte> gzip, IBufferWriter<byte> output)
    {
        _inflater = new(_input);
        _emitter = new(_input, _parse, _splices, _newText, _writer);
        Reset(gzip, output);
    }

    /// <summary>The text that has been read and not yet been kept or replaced. It is valid until the next call.</summary>
    public ReadOnlySpan<byte> Pending => _oldText.Slice(_cursor, (int)(_read - _cursor));

    /// <summary>Where <see cref="Pending"/> begins in the old text.</summary>
    public long Position => _cursor;

    /// <summary>Begins to edit another file with the same buffers.</summary>
    /// <param name="gzip">The whole source; it must stay as it is until the edit is complete.</param>
    /// <param name="output">Where the edited file goes, piece by piece.</param>
    /// <exception cref="InvalidDataException">The source does not begin with a sound gzip header.</exception>
    /// <exception cref="NotPatchableException">The header has flags that are not known.</exception>
    public void Reset(ReadOnlyMemory<byte> gzip, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _open = false;
        var headerLength = GzipHeader.Measure(gzip.Span);
        _input.Reset(gzip);
        _inflater.Reset(headerLength);
        _oldText.Reset();
        _oldCrc.Reset();
        _parse.Reset();
        _splices.Reset();
        _newText.Reset();
        _writer.Reset(output);
        _emitter.Reset(headerLength);
        _cursor = _read = _edits = 0;
        _open = true;
        _writer.PutBytes(gzip.Span[..headerLength]);
    }

    /// <summary>Copies the next bytes of the old text.</summary>
    /// <param name="destination">Where they go.</param>
    /// <returns>How many they are: 0 only at the end of the text, or if there is no room.</returns>
    /// <exception cref="InvalidDataException">The source is corrupt or truncated; the message names the byte.</exception>
    /// <exception cref="NotPatchableException">The source is of a kind that is not edited in place.</exception>
    public int Read(Span<byte> destination)
    {
        if (_read == _oldText.End)
        {
            Inflate();
        }

        var count = (int)Math.Min(destination.Length, _oldText.End - _read);
        _oldText.Slice(_read, count).CopyTo(destination);
        _read += count;
        return count;
    }

    /// <summary>Adds the next bytes of the old text to <see cref="Pending"/>, about 64 KiB, without copying them.</summary>
    /// <returns>How many they are: 0 only at the end of the text.</returns>
    /// <exception cref="InvalidDataException">The source is corrupt or truncated; the message names the byte.</exception>
    /// <exception cref="NotPatchableException">The source is of a kind that is not edited in place.</exception>
    public int ReadMore()
    {
        if (_read == _oldText.End)
        {
            Inflate();
        }

        var count = (int)(_oldText.End - _read);
        _read = _oldText.End;
        return count;
    }

    /// <summary>The next bytes of the pending text stay as they are.</summary>
    /// <param name="count">How many; no more than are pending.</param>
    public void Keep(long count)
    {
        ObjectDisposedException.ThrowIf(!_open, this);
        CheckPending(count, nameof(count));
        while (count > 0)
        {
            var piece = (int)Math.Min(count, StretchBytes);
            _newText.Append(_oldText.Slice(_cursor, piece), KeepFrom());
            _cursor += piece;
            count -= piece;
            Emit();
        }
    }

    /// <summary>The next bytes of the pending text go, and others come in their place.</summary>
    /// <param name="removed">How many go, 0 or more; no more than are pending.</param>
    /// <param name="inserted">What comes; it may be empty.</param>
    public void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        ObjectDisposedException.ThrowIf(!_open, this);
        CheckPending(removed, nameof(removed));
        _edits++;
        if (removed == 0 && inserted.IsEmpty)
        {
            return;
        }

        _splices.Add(new(_cursor, _cursor + removed, _newText.End, _newText.End + inserted.Length));
        _newText.Append(inserted, KeepFrom());
        _cursor += removed;
        Emit();
    }

    /// <summary>Keeps the rest of the text and writes the rest of the file.</summary>
    /// <returns>What the edit came to.</returns>
    /// <exception cref="InvalidDataException">The source is corrupt or truncated; the message names the byte.</exception>
    /// <exception cref="NotPatchableException">The source is of a kind that is not edited in place.</exception>
    public GzipEditSummary Complete()
    {
        do
        {
            Keep(_read - _cursor);
        }
        while (ReadMore() > 0);

        _emitter.Finish(_cursor);
        _writer.AlignToByte();
        var text = _newText.Digest();
        Span<byte> trailer = stackalloc byte[GzipTrailer.Length];
        GzipTrailer.Write(trailer, text);
        _writer.PutBytes(trailer);
        _open = false;
        return new(OldDigest(), text, _writer.Length, _edits);
    }

    /// <summary>Lets the source and the output go. <see cref="Reset"/> takes up the next ones.</summary>
    public void Dispose()
    {
        _open = false;
        _input.Reset(default);
        _writer.Reset(null);
    }

    private void Inflate()
    {
        ObjectDisposedException.ThrowIf(!_open, this);
        if (_inflater.IsDone)
        {
            return;
        }

        var from = _oldText.End;
        _inflater.Read(_oldText, _cursor, ChunkBytes, _parse);
        _oldCrc.Append(_oldText.Slice(from, (int)(_oldText.End - from)));
        if (_oldText.End > Sequence.MaxText - ChunkBytes)
        {
            throw new NotPatchableException(NotPatchableReason.TextTooLong, "gzip: the text is longer than a terabyte");
        }

        if (_inflater.IsDone)
        {
            GzipTrailer.Check(_input.Bytes, _inflater.EndByte, OldDigest());
        }
    }

    private TextDigest OldDigest() => new(_oldText.End, _oldCrc.GetCurrentHashAsUInt32());

    private long KeepFrom() => _emitter.NewPosition - DeflateAlphabet.MaxDistance;

    private void Emit()
    {
        if (_newText.End - _emitter.NewPosition >= StretchBytes)
        {
            _emitter.Advance(_cursor);
        }
    }

    private void CheckPending(long count, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _read - _cursor, name);
    }
}
