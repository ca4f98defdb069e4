using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>Codes stretches of the new text anew: as matches where they pay, else as literals.</summary>
internal sealed class TextCoder(NewText text, SymbolWriter symbols)
{
    /// <summary>From this length on a match is taken to be shorter than its literals.</summary>
    private const int CertainGain = 16;

    /// <summary>How many literals are coded before a place is skipped, before a second one is, and so on.</summary>
    private const int PatientLiterals = 4;
    private const int MaxSkipped = 8;

    private readonly MatchFinder _finder = new(text.Edited);
    private int _lastDistance;

    public void Reset()
    {
        _finder.Reset();
        _lastDistance = 0;
    }

    /// <summary>Lets later matches refer to the places where those of these sequences begin.</summary>
    public void Remember(ReadOnlySpan<Sequence> sequences, long shift) => _finder.Add(sequences, shift);

    /// <summary>Codes bytes that were not in the old text.</summary>
    public void Insert(long position, int length)
    {
        var literals = 0;
        for (var end = position + length; position < end;)
        {
            var coded = Step(position, (int)Math.Min(end - position, DeflateAlphabet.MaxMatch), distance: 0);
            position += coded;
            literals = coded == 1 ? literals + 1 : 0;

            // Where there has been no match for long, as in an identifier, not every place is tried.
            for (var skipped = Math.Min(literals / PatientLiterals, MaxSkipped); skipped > 0 && position < end; skipped--, position++)
            {
                symbols.Literal(text.Edited.Slice(position, 1)[0]);
            }
        }
    }

    /// <summary>Codes bytes that were literals and for which there is hardly a match.</summary>
    public void Literals(long position, int length)
    {
        if (length > 0)
        {
            _finder.Add(position);
        }

        foreach (var value in text.Edited.Slice(position, length))
        {
            symbols.Literal(value);
        }
    }

    /// <summary>Codes one symbol for some of the next bytes and gives their number.</summary>
    /// <param name="position">Where the bytes are in the new text.</param>
    /// <param name="max">How many bytes there are, 258 at most.</param>
    /// <param name="distance">A distance at which they are likely to be found, or 0.</param>
    public int Step(long position, int max, long distance)
    {
        var match = Choose(position, max, distance);
        if (match.Length == 0)
        {
            _finder.Add(position);
            symbols.Literal(text.Edited.Slice(position, 1)[0]);
            return 1;
        }

        symbols.Match(match);
        _lastDistance = match.Distance;
        _finder.Add(position, match.Length);
        return match.Length;
    }

    private DeflateMatch Choose(long position, int max, long distance)
    {
        var best = At(position, max, distance);
        if (best.Length < max)
        {
            best = Longer(best, At(position, max, _lastDistance));
        }

        if (best.Length < max)
        {
            best = Longer(best, _finder.Find(position, max));
        }

        return Usable(position, best);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DeflateMatch Longer(DeflateMatch first, DeflateMatch second) => second.Length > first.Length ? second : first;

    /// <summary>The match at one distance, if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DeflateMatch At(long position, int max, long distance)
    {
        if (distance is <= 0 or > DeflateAlphabet.MaxDistance || distance > position)
        {
            return default;
        }

        var bytes = text.Edited.Slice(position, max);
        var earlier = text.Edited.Slice(position - distance, max);
        return bytes[0] == earlier[0] ? new(bytes.CommonPrefixLength(earlier), (int)distance) : default;
    }

    /// <summary>As much of the match as has a code, if it takes fewer bits than literals do.</summary>
    private DeflateMatch Usable(long position, DeflateMatch match)
    {
        if (match.Length < DeflateAlphabet.MinMatch)
        {
            return default;
        }

        match = match with { Length = symbols.Book.LongestLength(match.Length) };
        var bits = symbols.MatchBits(match);
        var pays = bits != 0
            && (match.Length >= CertainGain || bits < symbols.LiteralBits(text.Edited.Slice(position, match.Length)));
        return pays ? match : default;
    }
}
