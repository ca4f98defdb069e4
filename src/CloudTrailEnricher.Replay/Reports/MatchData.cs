using System.Text.Json;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>Counts by match as the page's data has them: four numbers.</summary>
internal static class MatchData
{
    /// <summary>Writes by sign-in, by browser call, ambiguous, without evidence.</summary>
    public static void WriteValues(Utf8JsonWriter json, MatchTotals totals)
    {
        json.WriteNumberValue(totals.BySignIn);
        json.WriteNumberValue(totals.ByBrowserSibling);
        json.WriteNumberValue(totals.Ambiguous);
        json.WriteNumberValue(totals.Unresolved);
    }
}

/// <summary>The strings of the page's data, each once.</summary>
internal sealed class Strings
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<string> _strings = [];

    /// <summary>Writes a string's place in the list.</summary>
    public void WritePlace(Utf8JsonWriter json, string? text)
    {
        if (text is null)
        {
            json.WriteNullValue();
            return;
        }

        if (!_places.TryGetValue(text, out var place))
        {
            place = _strings.Count;
            _places.Add(text, place);
            _strings.Add(text);
        }

        json.WriteNumberValue(place);
    }

    /// <summary>Writes the list.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("strings");
        _strings.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }
}
