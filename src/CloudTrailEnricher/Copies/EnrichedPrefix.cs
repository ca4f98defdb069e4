namespace CloudTrailEnricher.Copies;

/// <summary>The prefix below which enriched copies are written, such as <c>enriched/</c>. The source's whole key follows it.</summary>
public sealed record EnrichedPrefix
{
    /// <summary>Where copies go unless a deployment says otherwise.</summary>
    public static EnrichedPrefix Default { get; } = new("enriched/");

    /// <summary>Takes a prefix with or without its closing slash.</summary>
    /// <param name="prefix">1 to 200 characters, not beginning with a slash.</param>
    /// <exception cref="ArgumentException">
    /// The prefix is empty, too long, begins with a slash or holds an empty, <c>.</c> or <c>..</c> folder.
    /// </exception>
    public EnrichedPrefix(string prefix)
    {
        var trimmed = prefix.EndsWith('/') ? prefix[..^1] : prefix;
        if (trimmed.Length is 0 or > 200 || trimmed.Split('/').Any(folder => folder is "" or "." or ".."))
        {
            throw new ArgumentException(
                $"Enriched prefix \"{prefix}\": must be 1 to 200 characters without a leading slash or an empty, \".\" or \"..\" folder, " +
                $"such as \"enriched/\".",
                nameof(prefix));
        }

        Value = trimmed + "/";
    }

    /// <summary>The prefix with its closing slash.</summary>
    public string Value { get; }

    /// <summary>The key of the enriched copy of <paramref name="key"/>.</summary>
    public string KeyFor(string key) => Value + key;

    /// <summary>Whether <paramref name="key"/> is itself below the prefix: an enriched copy, never a source.</summary>
    public bool Contains(string key) => key.StartsWith(Value, StringComparison.Ordinal);

    /// <summary>
    /// Refuses a prefix that would feed the program its own output, or hide its input from it.
    /// </summary>
    /// <param name="trailPrefix">The trail's own prefix in front of <c>AWSLogs/</c>; empty for none.</param>
    /// <exception cref="ArgumentException">One of the two prefixes lies inside the other.</exception>
    public void MustLieOutside(string trailPrefix)
    {
        var input = (trailPrefix.Length == 0 || trailPrefix.EndsWith('/') ? trailPrefix : trailPrefix + "/") + "AWSLogs/";
        if (Value.StartsWith(input, StringComparison.Ordinal) || input.StartsWith(Value, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"Enriched prefix \"{Value}\" and the trail's log files below \"{input}\" overlap: copies would be enriched again, or " +
                $"sources taken for copies. Choose a sibling prefix, such as \"enriched/\".");
        }
    }

    /// <summary>The prefix.</summary>
    public override string ToString() => Value;
}
