using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Aws;

/// <summary>
/// What this process has written lately: a warm function meets the same sessions again and again and need not pay for writing them twice.
/// Two generations bound its memory: when the young one is full, the old one is forgotten.
/// </summary>
internal sealed class WrittenEvidence(int capacity)
{
    private readonly Lock _lock = new();
    private readonly int _generation = Math.Max(1, capacity / 2);
    private Dictionary<(SessionKey, string), Evidence> _young = [];
    private Dictionary<(SessionKey, string), Evidence> _old = [];

    /// <summary>What this process last knew of the item that holds <paramref name="evidence"/>; null where it knows nothing.</summary>
    public Evidence? Find(Evidence evidence)
    {
        var key = (evidence.Session, evidence.ItemKey);
        lock (_lock)
        {
            return _young.TryGetValue(key, out var written) || _old.TryGetValue(key, out written) ? written : null;
        }
    }

    /// <summary>Remembers what is in the table now, or a part of it.</summary>
    public void Add(Evidence evidence)
    {
        lock (_lock)
        {
            if (_young.Count >= _generation)
            {
                (_old, _young) = (_young, []);
            }

            _young[(evidence.Session, evidence.ItemKey)] = evidence;
        }
    }
}
