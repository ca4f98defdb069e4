using System.Runtime.CompilerServices;

namespace GzipPatch;

/// <summary>Codes stretches of the new text: as matches where they save bits, else as literals.</summary>
internal sealed class TextCoder(NewText text, SymbolWriter symbols)
{
    /// <summary>From this length on, a match is assumed to be shorter than its literals.</summary>
    private const int CertainGain = 16;

    /// <summary>After so many literals in a row one position is skipped, after twice as many two, and so on.</summary>
    private const int PatientLiterals = 4;
    private const int MaxSkipped = 8;

    private readonly MatchFinder _finder = new(text.Edited);
    private int _lastDistance;

    public void Reset()
    {
        _finder.Reset();
        _lastDistance = 0;
    }

    /// <summary>Lets later matches refer to the positions where the matches of these sequences begin.</summary>
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

            // After a long stretch without a match, as in an identifier, not every position is tried.
            for (var skipped = Math.Min(literals / PatientLiterals, MaxSkipped); skipped > 0 && position < end; skipped--, position++)
            {
                symbols.Literal(text.Edited.Slice(position, 1)[0]);
            }
        }
    }

    /// <summary>Codes bytes that were literals in the source, for which a match is unlikely.</summary>
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

    /// <summary>Codes one symbol for some of the next bytes and returns their number.</summary>
    /// <param name="position">Where the bytes are in the new text.</param>
    /// <param name="max">How many bytes there are, 258 at most.</param>
    /// <param name="distance">A distance at which they are likely to repeat, or 0.</param>
    public int Step(long position, int max, long distance)
    {
        var match = ChooseMatch(position, max, distance);
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

    private DeflateMatch ChooseMatch(long position, int max, long distance)
    {
        var best = MatchAt(position, max, distance);
        if (best.Length < max)
        {
            best = Longer(best, MatchAt(position, max, _lastDistance));
        }

        if (best.Length < max)
        {
            best = Longer(best, _finder.Find(position, max));
        }

        return CodableMatch(position, best);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DeflateMatch Longer(DeflateMatch first, DeflateMatch second) => second.Length > first.Length ? second : first;

    /// <summary>The match at one distance; length 0 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DeflateMatch MatchAt(long position, int max, long distance)
    {
        if (distance is <= 0 or > DeflateAlphabet.MaxDistance || distance > position)
        {
            return default;
        }

        var bytes = text.Edited.Slice(position, max);
        var earlier = text.Edited.Slice(position - distance, max);
        return bytes[0] == earlier[0] ? new(bytes.CommonPrefixLength(earlier), (int)distance) : default;
    }

    /// <summary>As much of the match as there is a code for, if it takes fewer bits than literals.</summary>
    private DeflateMatch CodableMatch(long position, DeflateMatch match)
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
