using System.Text.Json;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>
/// What the passes changed in a record. They replace values of members and add a member after the last one, so the members of both texts
/// are compared in order.
/// </summary>
internal static class RecordDifference
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 512 };

    /// <summary>The changes, in order.</summary>
    /// <param name="before">The record as it came in.</param>
    /// <param name="after">The record as the passes left it.</param>
    public static IReadOnlyList<TextEdit> Find(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (before.Span.SequenceEqual(after.Span))
        {
            return [];
        }

        var (old, changed) = (Values(before.Span), Values(after.Span));
        var edits = new List<TextEdit>();
        for (var at = 0; at < old.Count; at++)
        {
            if (!before.Span[old[at]].SequenceEqual(after.Span[changed[at]]))
            {
                edits.Add(new TextEdit(old[at].Start.Value, Length(old[at]), after[changed[at]]));
            }
        }

        if (changed.Count > old.Count)
        {
            edits.Add(new TextEdit(old[^1].End.Value, 0, after[changed[old.Count - 1].End..changed[^1].End]));
        }

        return edits;
    }

    private static int Length(Range range) => range.End.Value - range.Start.Value;

    /// <summary>Where the values of a record's members are.</summary>
    private static List<Range> Values(ReadOnlySpan<byte> record)
    {
        var values = new List<Range>();
        var json = new Utf8JsonReader(record, Deep);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            values.Add(start..(int)json.BytesConsumed);
        }

        return values;
    }
}
