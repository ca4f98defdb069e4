using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// A column's type as Glue writes it: <c>string</c>, <c>int</c>, <c>boolean</c>, <c>array&lt;…&gt;</c>, <c>map&lt;…,…&gt;</c> or
/// <c>struct&lt;name:…,…&gt;</c>.
/// </summary>
internal sealed record HiveType(string Name, IReadOnlyDictionary<string, HiveType> Fields)
{
    public static HiveType Parse(string text)
    {
        var position = 0;
        var type = Parse(text, ref position);
        Assert.True(position == text.Length, $"{text}: not understood from character {position}");
        return type;
    }

    /// <summary>What of a JSON value has no place in this type, by path; names match in any case of letters.</summary>
    public IEnumerable<string> Missing(JsonNode? value, string path) => (Name, value) switch
    {
        ("struct", JsonObject members) => members.SelectMany(member => Fields.TryGetValue(member.Key.ToLowerInvariant(), out var field)
            ? field.Missing(member.Value, $"{path}.{member.Key}")
            : [$"{path}.{member.Key}"]),
        ("array", JsonArray items) => items.SelectMany((item, index) => Fields["element"].Missing(item, $"{path}[{index}]")),
        ("map", JsonObject members) => members.SelectMany(member => Fields["value"].Missing(member.Value, $"{path}.{member.Key}")),
        (_, null) => [],
        ("string", JsonValue) => [],
        ("int", JsonValue number) when number.GetValueKind() == JsonValueKind.Number => [],
        ("boolean", JsonValue truth) when truth.GetValueKind() is JsonValueKind.True or JsonValueKind.False => [],
        _ => [$"{path} is no {Name}"],
    };

    private static HiveType Parse(string text, ref int position)
    {
        var name = Word(text, ref position);
        var fields = new Dictionary<string, HiveType>();
        if (position < text.Length && text[position] == '<')
        {
            do
            {
                position++;
                var field = name switch
                {
                    "array" => "element",
                    "map" => fields.Count == 0 ? "key" : "value",
                    _ => Word(text, ref position),
                };
                if (name == "struct")
                {
                    Assert.Equal(':', text[position++]);
                }

                fields.Add(field, Parse(text, ref position));
            }
            while (text[position] == ',');
            Assert.Equal('>', text[position++]);
        }

        return new HiveType(name, fields);
    }

    private static string Word(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterLower(text[position]) || char.IsAsciiDigit(text[position])))
        {
            position++;
        }

        return text[start..position];
    }
}
