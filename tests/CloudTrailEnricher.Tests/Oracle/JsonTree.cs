using System.Text;
using System.Text.Json;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>A JSON value as it is written: members in order, duplicates among them, scalars with their very text.</summary>
internal abstract record JsonTree
{
    public sealed record Scalar(string Text) : JsonTree;

    public sealed record Array(IReadOnlyList<JsonTree> Elements) : JsonTree;

    public sealed record Object(List<(string Name, JsonTree Value)> Members) : JsonTree
    {
        /// <summary>The last member of a name, as every JSON reader takes it.</summary>
        public JsonTree? this[string name] => Members.LastOrDefault(member => member.Name == name).Value;
    }

    public static JsonTree Parse(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
        return From(document.RootElement);
    }

    /// <summary>One text for each value, equal only for values that are written alike but for white space.</summary>
    public string Canonical()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    /// <summary>The decoded string; null for anything else, and for a string that is no valid text.</summary>
    public string? String
    {
        get
        {
            try
            {
                return this is Scalar { Text: ['"', ..] } scalar ? JsonSerializer.Deserialize<string>(scalar.Text) : null;
            }
            catch (JsonException)
            {
                // A lone surrogate.
                return null;
            }
        }
    }

    public bool IsNull => this is Scalar { Text: "null" };

    public JsonTree? Member(string name) => (this as Object)?[name];

    private static JsonTree From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new Object([.. element.EnumerateObject().Select(member => (member.Name, From(member.Value)))]),
        JsonValueKind.Array => new Array([.. element.EnumerateArray().Select(From)]),
        _ => new Scalar(element.GetRawText()),
    };

    private void Write(StringBuilder text)
    {
        switch (this)
        {
            case Scalar scalar:
                text.Append(scalar.Text);
                break;
            case Array array:
                text.Append('[');
                foreach (var element in array.Elements)
                {
                    element.Write(text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case Object item:
                text.Append('{');
                foreach (var (name, value) in item.Members)
                {
                    text.Append(name.Length).Append(' ').Append(name).Append(':');
                    value.Write(text);
                    text.Append(',');
                }

                text.Append('}');
                break;
        }
    }
}
