namespace GzipPatch.Tests.PlantedFaults;

/// <summary>Faults of everything that writes a copy: each makes copies that are wrong, and the proof must find every one of them.</summary>
internal static class FaultList
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        // Which symbols are copied.
        new("Emitter.cs", "_position - _splices.LastEnd < DeflateAlphabet.MaxDistance", "_position - _splices.LastEnd < 512"),
        new("Emitter.cs", "Math.Min(settled, _splices.NextStart), sequences)", "settled, sequences)"),
        new("Emitter.cs", "sequence.End > limit || (sequence.Source < lastEnd", "sequence.End > limit + 1 || (sequence.Source < lastEnd"),
        new(
            "Emitter.cs",
            "(sequence.Source < lastEnd && !TryMoveSource(sequence))",
            "(sequence.Source < lastEnd - 40 && !TryMoveSource(sequence))"),
        new("Emitter.cs", "var lastEnd = _splices.LastEnd;", "var lastEnd = long.MinValue;"),
        new("Emitter.cs", "        _sequenceBit = block.BodyBit;\n", "        _sequenceBit = block.BodyBit + 1;\n"),
        new("Emitter.cs", "_copy.SkipTo(sequence.EndBit);", "_copy.SkipTo(sequence.EndBit - 1);"),

        // Distances of moved matches.
        new(
            "Emitter.cs",
            "var distance = sequence.Distance + _splices.Shift - shift;",
            "var distance = sequence.Distance + shift - _splices.Shift;"),
        new("Emitter.cs", "return distance == sequence.Distance ||", "return distance <= sequence.Distance ||"),
        new(
            "SourceCopy.cs",
            "sequence.EndBit - book.DistanceBits(sequence.Distance)",
            "sequence.EndBit - book.DistanceBits((int)distance)"),
        new("SourceCopy.cs", "distance > DeflateAlphabet.MaxDistance ||", "distance > 2 * DeflateAlphabet.MaxDistance ||"),
        new("SpliceHistory.cs", "return splice.OldStart >= start + length;", "return true;"),
        new("SpliceHistory.cs", "shift = splice.ShiftBefore;", "shift = splice.ShiftAfter;"),
        new("SpliceHistory.cs", "return splice.OldStart >= start + length;", "return splice.OldEnd >= start + length;"),
        new("SpliceHistory.cs", "_forgotten += count;", "_forgotten += 0;"),
        new(
            "SpliceHistory.cs",
            "Math.Max(lastEnd, end - (Stretches << StretchBits))",
            "Math.Max(lastEnd, end - (Stretches << StretchBits)) + 512"),

        // Edits.
        new("Emitter.cs", "_position = splice.OldEnd;", "_position = splice.OldStart;"),
        new("Emitter.cs", "_coder.Insert(splice.NewStart,", "_coder.Insert(splice.NewStart + 1,"),
        new("Emitter.cs", "            InsertAtEnd();\n", ""),
        new("Emitter.cs", "            if (_splices.NextStart == _position)\n", "            if (_splices.NextStart <= _position + 1)\n"),
        new("Emitter.cs", "_splices.ForgetBefore(_position -", "_splices.ForgetBefore(_position + 0 *"),

        // Blocks.
        new("Emitter.cs", "            _copy.SkipTo(block.HeaderBit + 1);\n", "            _copy.SkipTo(block.HeaderBit);\n"),
        new("Emitter.cs", "            _writer.Put(0, 1);\n", "            _writer.Put(1, 1);\n"),
        new(
            "Emitter.cs",
            "            _copy.SkipTo(block.EndBit);\n        }\n",
            "            _copy.SkipTo(block.EndBit - 8);\n        }\n"),
        new("Emitter.cs", "        _symbols.EndEscape();\n", ""),
        new("Emitter.cs", "        _symbols.EmptyFinalBlock();\n", ""),
        new("Emitter.cs", "            _position = _splices.Take().OldEnd;\n", "            _position = _splices.Take().OldStart;\n"),
        new("StoredBlocks.cs", "(ushort)~piece.Length", "(ushort)piece.Length"),
        new("StoredBlocks.cs", "writer.PutBytes(piece);", "writer.PutBytes(piece[1..]);"),
        new(
            "SymbolWriter.cs",
            "writer.Copy(input, _block!.HeaderBit + 1, _block.BodyBit);",
            "writer.Copy(input, _block!.HeaderBit, _block.BodyBit);"),
        new("SymbolWriter.cs", "            Put(_ownBook.EndOfBlock);\n", ""),
        new("SymbolWriter.cs", "code = _fixedBook.Literal(value);", "code = _fixedBook.Literal((byte)(value + 1));"),
        new("SymbolWriter.cs", "        _loaded = false;\n", ""),

        // Codes.
        new("TextCoder.cs", "best = Longer(best, MatchAt(position, max, _lastDistance));", "best = new(max, Math.Max(1, _lastDistance));"),
        new("TextCoder.cs", "var pays = bits != 0", "var pays = bits >= 0"),
        new("TextCoder.cs", "skipped--, position++)", "skipped--, position += 2)"),
        new("MatchFinder.cs", "best = new(length, distance);", "best = new(length, Math.Max(1, distance - 1));"),
        new("MatchFinder.cs", "var length = wanted.CommonPrefixLength(earlier);", "var length = wanted.CommonPrefixLength(earlier) + 1;"),
        new("MatchFinder.cs", "next > DeflateAlphabet.MaxDistance ||", ""),
        new(
            "CodeBook.cs",
            "_codes[DeflateAlphabet.FirstLength + symbol] | (extra << bits)",
            "_codes[DeflateAlphabet.FirstLength + symbol]"),
        new("CodeBook.cs", "bits = BitsOf(code) | ((((uint)distance - 1)", "bits = BitsOf(code) | (((uint)distance"),
        new(
            "DeflateAlphabet.cs",
            "return (2 * extraBits) + (int)(offset >> extraBits);",
            "return (2 * extraBits) + (int)((offset >> extraBits) & 1);"),

        // Bits and bytes.
        new("BitWriter.cs", "bits = value >> (MaxBits - count);", "bits = value >> (MaxBits - count) >> 1;"),
        new("BitWriter.cs", "var bits = input.Peek(from) & ((1UL << copied) - 1);", "var bits = input.Peek(from);"),
        new("BitWriter.cs", "        _bits = bits;\n", ""),
        new("BitWriter.cs", "_bytes.AsSpan(0, _at).CopyTo(target);", "_bytes.AsSpan(0, Math.Max(0, _at - 1)).CopyTo(target);"),
        new("BitWriter.cs", "Put(0, -_count & 7)", "Put(0, 0)"),
        new("NewText.cs", "Edited.Append(oldText.Slice(from, (int)(_kept - from)), from);", "Edited.Append(new byte[_kept - from], from);"),
        new("SlidingText.cs", "Start += dropped;", "Start += dropped == 0 ? 0 : dropped - 1;"),
        new("GzipEditor.cs", "_emitter.NewPosition - DeflateAlphabet.MaxDistance;", "_emitter.NewPosition - 256;"),
    ];
}
