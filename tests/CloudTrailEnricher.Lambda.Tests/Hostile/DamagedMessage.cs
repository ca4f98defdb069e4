using System.Text;
using System.Text.Json;

namespace CloudTrailEnricher.Lambda.Tests.Hostile;

/// <summary>A message in which one thing was damaged.</summary>
/// <param name="Text">The message.</param>
/// <param name="What">What was damaged, for people.</param>
/// <param name="MustFail">Whether nothing can be read from it: it is no JSON, or its bucket or key is no text.</param>
internal sealed record DamagedMessage(string Text, string What, bool MustFail)
{
    /// <summary>What may stand in place of any value. A parser of JSON takes them all.</summary>
    private static readonly string[] OddValues =
    [
        "17", "-0", "1.5", "1e400", "99999999999999999999", "true", "false", "null", "\"\"", "\" \"", "[]", "{}", "[null]", "[[],{}]",
        "{\"\":null}", "\"\\ud800\"", "\"x\\udc00\"", "{\"\\ud800\":1}", "[\"\\udfff\"]", "\"100%\"", "\"%zz\"", "\"\\u0000\"",
        "\"\\u202e\"", "\"x\"", Nested(20), Nested(60), Nested(200), "\"" + new string('y', 3000) + "\"",
    ];

    private static readonly string[] OddNames = ["\"\"", "\"\\ud800\"", "\"x\"", "\"\\u0000\"", "\"\\udc00\\ud800\""];

    /// <summary>Members without which no object is named.</summary>
    private static readonly string[] Needed = ["Records", "s3", "bucket", "name", "object", "key", "detail", "s3Bucket", "s3ObjectKey"];

    /// <summary>Damages one thing in a message: a value, a member's name, or the text.</summary>
    public static DamagedMessage Make(string message, Random random)
    {
        var places = Places(message);
        var place = places[random.Next(places.Count)];
        var before = message[..place.Start];
        var value = message[place.Start..place.End];
        var after = message[place.End..];
        switch (random.Next(8))
        {
            case 0:
                var at = random.Next(message.Length);
                return new(message[..at], $"cut at {at}", MustFail: true);
            case 1:
                return new(before + after, $"nothing in place of {place}", MustFail: !IsJson(before + after));
            case 2:
                return new(before + value + value + after, $"{place} twice", MustFail: !IsJson(before + value + value + after));
            default:
                var odd = place.IsName ? OddNames[random.Next(OddNames.Length)] : OddValues[random.Next(OddValues.Length)];
                return new(
                    before + odd + after, $"{odd[..Math.Min(20, odd.Length)]} in place of {place}", Needed.Contains(place.Member)
                        && !MayDo(odd, place));
        }
    }

    /// <summary>Whether an odd value may do where one is needed: any text might be a name, and an empty list names nothing.</summary>
    private static bool MayDo(string odd, Place place) =>
        !place.IsName && odd[0] switch
        {
            '"' => !odd.Contains("\\ud", StringComparison.Ordinal),
            '[' => place.Member is "Records" or "s3ObjectKey",
            _ => false,
        };

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Where each value and each member's name stands.</summary>
    private static List<Place> Places(string message)
    {
        var places = new List<Place>();
        var open = new Stack<(string Member, int Start)>();
        var utf8 = Encoding.UTF8.GetBytes(message);
        var reader = new Utf8JsonReader(utf8);
        var member = "";
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    member = reader.GetString()!;
                    places.Add(new Place(member, start, start + reader.ValueSpan.Length + 2, IsName: true));
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push((member, start));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    var (opened, from) = open.Pop();
                    places.Add(new Place(opened, from, (int)reader.BytesConsumed, IsName: false));
                    break;
                default:
                    places.Add(new Place(member, start, (int)reader.BytesConsumed, IsName: false));
                    break;
            }
        }

        return places;
    }

    private sealed record Place(string Member, int Start, int End, bool IsName);
}
