using GzipPatch.Checksums;

namespace GzipPatch;

/// <summary>
/// Edits the text of a gzip file without compressing it again: most of what deflate has written about the old text is true of the
/// new text too, and those bits are copied.
/// </summary>
/// <remarks>
/// <para>A deflate stream writes the text as symbols: literal bytes, and matches, which repeat a number of earlier bytes at a distance.
/// The source is inflated once, and the end of each symbol in the text and in the stream is recorded. Then the symbols and the edits are
/// walked together:</para>
/// <list type="bullet">
/// <item>Symbols that no edit touches, and whose matches reach back over no edit, are copied as bits.</item>
/// <item>A match with an edit between its source and itself keeps its length. Its distance is written again with the code of its block,
/// if the block has one.</item>
/// <item>Everything else is coded again with the codes of the block: inserted bytes, symbols that an edit cuts, matches into removed text.
/// A hash table finds earlier copies in the new text. Bytes for which the block has no code go into a block with the fixed codes, after
/// which the header of the block is repeated.</item>
/// </list>
/// <para>The header of the file is kept as it is. The result is one ordinary member. It is inflated and compared with the text that it
/// should hold before anyone sees it.</para>
/// <para>Use: <see cref="Begin"/> with a file; read with <see cref="ReadMore"/> and look at <see cref="Pending"/>; decide with
/// <see cref="Keep"/> and <see cref="Replace"/>, in the order of the text; end with <see cref="Complete"/>. Memory is bounded by the
/// compressed files, the text that has been read but not yet kept or replaced, and about one megabyte. One instance serves many files,
/// also after an exception, but only one thread at a time.</para>
/// </remarks>
internal sealed class GzipEditor : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>How much of the new text is gathered before it is written: so little that it is still in the nearest cache.</summary>
    private const int StretchBytes = 32 * 1024;

    private readonly DeflateInput _input = new();
    private readonly Inflater _inflater;
    private readonly SlidingText _oldText = new(4 * ChunkBytes);
    private readonly Recording _recording = new();
    private readonly SpliceHistory _splices = new();
    private readonly NewText _newText;
    private readonly BitWriter _writer = new();
    private readonly Emitter _emitter;
    private readonly GzipVerifier _verifier = new();
    private ReadOnlyMemory<byte> _source;
    private bool _isActive;
    private long _cursor;
    private long _read;

    /// <summary>The CRC-32 of the old text up to a position: before the first edit the cursor, then the end of what was inflated.</summary>
    private uint _crc;
    private long _hashed;

    public GzipEditor()
    {
        _inflater = new(_input);
        _newText = new(_oldText);
        _emitter = new(_input, _recording, _splices, _newText, _writer);
    }

    /// <summary>The text that has been read but not yet kept or replaced. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Pending => _oldText.Slice(_cursor, (int)(_read - _cursor));

    /// <summary>Where <see cref="Pending"/> begins in the old text.</summary>
    public long Position => _cursor;

    /// <summary>Begins to edit a file.</summary>
    /// <param name="gzip">The whole file; it must not change until the edit is complete.</param>
    /// <exception cref="GzipFormatException">The file does not begin with a valid gzip header.</exception>
    public void Begin(ReadOnlyMemory<byte> gzip)
    {
        _isActive = false;
        var headerLength = GzipHeader.FindEnd(gzip.Span, start: 0);
        _source = gzip;
        _input.Reset(gzip);
        _inflater.Reset(headerLength);
        _oldText.Reset();
        _recording.Reset();
        _splices.Reset();
        _newText.Reset();
        _writer.Reset(gzip.Length);
        _emitter.Reset(headerLength);
        _crc = 0;
        _cursor = _read = _hashed = 0;
        _isActive = true;
        _writer.PutBytes(gzip.Span[..headerLength]);
    }

    /// <summary>Adds the next bytes of the old text to <see cref="Pending"/>, about 64 KiB.</summary>
    /// <returns>Their number: 0 only at the end of the text.</returns>
    /// <exception cref="GzipFormatException">The file is damaged, or of a kind that cannot be edited in place.</exception>
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
        ObjectDisposedException.ThrowIf(!_isActive, this);
        CheckPending(count, nameof(count));
        while (count > 0)
        {
            var piece = (int)Math.Min(count, StretchBytes);
            _newText.Keep(_cursor, piece, KeepFrom());
            _cursor += piece;
            count -= piece;
            if (!_newText.IsEdited)
            {
                HashTo(_cursor);
            }

            Emit();
        }
    }

    /// <summary>The next bytes of the pending text are removed, and others take their place.</summary>
    /// <param name="removed">How many are removed, 0 or more; no more than are pending.</param>
    /// <param name="inserted">What takes their place; it may be empty.</param>
    public void Replace(int removed, ReadOnlySpan<byte> inserted)
    {
        ObjectDisposedException.ThrowIf(!_isActive, this);
        CheckPending(removed, nameof(removed));
        if (removed == 0 && inserted.IsEmpty)
        {
            return;
        }

        if (!_newText.IsEdited)
        {
            _newText.BeginEdits(_crc, KeepFrom());
            HashTo(_oldText.End);
        }

        _splices.Add(new(_cursor, _cursor + removed, _newText.End, _newText.End + inserted.Length));
        _newText.Insert(inserted, KeepFrom());
        _cursor += removed;
        Emit();
    }

    /// <summary>Keeps the rest of the text and completes the file.</summary>
    /// <returns>The edited file, or the source itself if nothing was replaced.</returns>
    /// <exception cref="GzipFormatException">The file is damaged, or of a kind that cannot be edited in place.</exception>
    /// <exception cref="InvalidDataException">The edited file does not hold the text that it should.</exception>
    public ReadOnlyMemory<byte> Complete()
    {
        do
        {
            Keep(_read - _cursor);
        }
        while (ReadMore() > 0);

        _isActive = false;
        var end = GzipTrailer.Check(_input.Bytes, _inflater.EndByte, new(_cursor, _crc));
        GzipTrailer.CheckEnd(_input.Bytes, end);
        return _newText.IsEdited ? CompleteEdited() : _source;
    }

    /// <summary>Lets go of the source and the output.</summary>
    public void Dispose()
    {
        _isActive = false;
        _source = default;
        _input.Reset(default);
        _writer.Reset(expectedBytes: 0);
    }

    private ReadOnlyMemory<byte> CompleteEdited()
    {
        _emitter.Finish(_cursor);
        _writer.AlignToByte();
        var text = _newText.Digest();
        Span<byte> trailer = stackalloc byte[GzipTrailer.Length];
        GzipTrailer.Write(trailer, text);
        _writer.PutBytes(trailer);
        return IsGzipOf(text, _writer.Written)
            ? _writer.Written
            : throw new InvalidDataException("the edited gzip file does not hold the text that it should");
    }

    private bool IsGzipOf(TextDigest text, ReadOnlyMemory<byte> gzip)
    {
        try
        {
            return _verifier.Measure(gzip) == text;
        }
        catch (GzipFormatException)
        {
            return false;
        }
    }

    private void Inflate()
    {
        ObjectDisposedException.ThrowIf(!_isActive, this);
        if (_inflater.IsDone)
        {
            return;
        }

        // The first edit needs the text before it, as far as a match can reach back from what has not been written yet.
        _inflater.Read(_oldText, _newText.IsEdited ? _cursor : KeepFrom(), ChunkBytes, _recording);
        if (_newText.IsEdited)
        {
            HashTo(_oldText.End);
        }

        if (_oldText.End > Sequence.MaxText - ChunkBytes)
        {
            Corrupt.AtByte(0, "the text is longer than a terabyte");
        }
    }

    private void HashTo(long end)
    {
        _crc = TextCrc.Append(_crc, _oldText.Slice(_hashed, (int)(end - _hashed)));
        _hashed = end;
    }

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
