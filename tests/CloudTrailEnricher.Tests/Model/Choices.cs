namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// Every choice of a schedule, as a list of small numbers: drawn from a seed, or given. Zero is always the plainest choice,
/// and what lies behind a given list's end is zero: so a shorter list, or one with more zeros, is a simpler schedule.
/// </summary>
internal sealed class Choices
{
    private readonly List<int> _made = [];
    private IReadOnlyList<int>? _given;
    private ulong _state;

    /// <summary>The choices so far.</summary>
    public IReadOnlyList<int> Made => _made;

    public void FromSeed(long seed)
    {
        _given = null;
        _state = (ulong)seed * 0x9E3779B97F4A7C15;
        _made.Clear();
    }

    public void FromList(IReadOnlyList<int> given)
    {
        _given = given;
        _made.Clear();
    }

    /// <summary>A number from zero to less than <paramref name="count"/>.</summary>
    public int Choose(int count)
    {
        if (count <= 1)
        {
            return 0;
        }

        int choice;
        if (_given is null)
        {
            choice = (int)(Next() % (ulong)count);
        }
        else
        {
            choice = _made.Count < _given.Count ? _given[_made.Count] % count : 0;
        }

        _made.Add(choice);
        return choice;
    }

    /// <summary>True once in <paramref name="of"/> times.</summary>
    public bool Rarely(int of) => Choose(of) == of - 1;

    /// <summary>SplitMix64.</summary>
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
