namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Keeps one copy of each string that comes again and again, such as names of services. Not safe to use from several threads.
/// </summary>
internal sealed class StringPool
{
    /// <summary>What comes after so many others is hardly worth it.</summary>
    private const int MaxStrings = 50_000;

    private readonly Dictionary<string, string> _strings = [];

    /// <summary>An equal string, the same one each time.</summary>
    public string Get(string text)
    {
        if (!_strings.TryGetValue(text, out var pooled) && _strings.Count < MaxStrings)
        {
            _strings.Add(text, text);
        }

        return pooled ?? text;
    }
}
