using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Copies;

/// <summary>
/// What a copy was decided by, short enough for an object's metadata: for each session a digest of its evidence, the number of items and
/// the seconds that they span. The items of a session only ever become more, and their spans longer, until they expire: of two states of
/// one session, the one with more of both knows all that the other knew.
/// </summary>
public sealed record CopyKnowledge
{
    /// <summary>S3 takes 2 KB of metadata, of which the source's key needs up to half.</summary>
    private const int MaxLength = 800;

    private const char OfAllTogether = '*';

    private CopyKnowledge(string text) => Text = text;

    /// <summary>The knowledge as it is stored: printable ASCII without spaces.</summary>
    public string Text { get; }

    /// <summary>Describes the evidence of a file's sessions.</summary>
    internal static CopyKnowledge Describe(IEnumerable<(SessionKey Session, IReadOnlyList<Evidence> Items)> evidence)
    {
        var states = evidence.Select(one => SessionState.Describe(one.Session, one.Items))
            .OrderBy(state => state.Session, StringComparer.Ordinal)
            .ToArray();
        var text = string.Join('~', states.Select(state => state.ToString()));
        return text.Length <= MaxLength
            ? new CopyKnowledge(text)
            : new CopyKnowledge(
                $"{OfAllTogether}{new SessionState("", Digest(text), states.Sum(state => state.Items), states.Sum(state => state.Seconds))}");
    }

    /// <summary>Takes what was stored; null where it is not readable.</summary>
    public static CopyKnowledge? Parse(string? text) =>
        text is not null && new CopyKnowledge(text).States() is not null ? new CopyKnowledge(text) : null;

    /// <summary>Whether nothing that <paramref name="other"/> knew is missing here.</summary>
    /// <param name="other">The knowledge of the existing copy.</param>
    /// <param name="isCurrent">
    /// Whether this was read consistently, after the other copy was seen. Then as many items as before are all that were there before, and
    /// more items in all sessions together count as more in each.
    /// </param>
    public bool Includes(CopyKnowledge other, bool isCurrent)
    {
        if (Text == other.Text)
        {
            return true;
        }

        var (ours, theirs) = (States()!, other.States()!);
        if (IsOfAllTogether || other.IsOfAllTogether)
        {
            return isCurrent && Sum(ours).Includes(Sum(theirs), isCurrent);
        }

        return theirs.TrueForAll(their => ours.Exists(our => our.Session == their.Session && our.Includes(their, isCurrent)));
    }

    private bool IsOfAllTogether => Text.StartsWith(OfAllTogether);

    private static SessionState Sum(List<SessionState> states) =>
        new("", string.Join('~', states), states.Sum(state => state.Items), states.Sum(state => state.Seconds));

    private List<SessionState>? States()
    {
        var states = new List<SessionState>();
        foreach (var part in Text.TrimStart(OfAllTogether).Split('~', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SessionState.Parse(part) is not { } state)
            {
                return null;
            }

            states.Add(state);
        }

        return states;
    }

    private static string Digest(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 9));

    /// <summary>What was known of one session: <c>session.digest.items.seconds</c>.</summary>
    private readonly record struct SessionState(string Session, string Digest, long Items, long Seconds)
    {
        public static SessionState Describe(SessionKey session, IReadOnlyList<Evidence> items)
        {
            var keys = items
                .Select(item => $"{item.ItemKey} {item.First.EventId} {item.Last.EventId}{Rival(item)}")
                .Order(StringComparer.Ordinal);
            return new SessionState(
                CopyKnowledge.Digest(session.ToString())[..8],
                CopyKnowledge.Digest(string.Join('\n', keys))[..8],
                items.Sum(item => item.Rival is null ? 1 : 2),
                items.Sum(item => item.Last.EventTime.UnixSeconds - item.First.EventTime.UnixSeconds));
        }

        private static string Rival(Evidence item) => item.Rival is { } rival ? $" {rival.EventId}" : "";

        public static SessionState? Parse(string text) =>
            text.Split('.') is [var session, var digest, var items, var seconds]
            && long.TryParse(items, NumberStyles.None, CultureInfo.InvariantCulture, out var itemCount)
            && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var secondCount)
                ? new SessionState(session, digest, itemCount, secondCount)
                : null;

        /// <summary>
        /// Another call of the same second changes which event an item names, but no number: then only the order of reading says which
        /// state is the later one.
        /// </summary>
        public bool Includes(SessionState other, bool isCurrent) =>
            Digest == other.Digest
            || (Items >= other.Items && Seconds >= other.Seconds && (isCurrent || (Items, Seconds) != (other.Items, other.Seconds)));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Session}.{Digest}.{Items}.{Seconds}");
    }
}
