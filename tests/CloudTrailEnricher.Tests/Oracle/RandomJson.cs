using System.Text;
using System.Text.Json;

namespace CloudTrailEnricher.Tests.Oracle;

/// <summary>Writes random JSON: with random nesting, escapes, Unicode, numbers and white space.</summary>
internal abstract class RandomJson
{
    private static readonly string[] Texts =
    [
        "", "a", "}]", "\"", "\\", "\\\"", "AWS Internal", "Mozilla", "Mozilla/5.0 (1)", "[Mozilla/5.0 (1)]", "ConsoleLogin", "é😀", "{\"Records\":[",
        "\t\n", "\u2028", "\u0001",
    ];

    private static readonly string[] Names = ["a", "sourceIPAddress", "userAgent", "Records", "é"];
    private static readonly string[] Numbers = ["0", "-1", "0.0", "243.0", "1.688560107857E9", "1e-3", "12345678901234567890"];

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly bool _escapesSlashesOnly;

    protected RandomJson(int seed)
    {
        _random = new Random(seed);
        _escapesSlashesOnly = Chance(0.1);
    }

    /// <summary>What was written.</summary>
    protected string Written => _text.ToString();

    /// <summary>A number below <paramref name="limit"/>.</summary>
    protected int Number(int limit) => _random.Next(limit);

    protected void Value(int depth)
    {
        switch (_random.Next(depth > 0 ? 5 : 3))
        {
            case 0:
                Text(Pick(Texts));
                break;
            case 1:
                Raw(Pick(Numbers));
                break;
            case 2:
                Raw(Pick(["true", "false", "null"]));
                break;
            case 3:
                List(_random.Next(4), () => Value(depth - 1));
                break;
            default:
                Object([.. Enumerable.Range(0, _random.Next(4)).Select(_ => (Pick(Names), (Action)(() => Value(depth - 1))))]);
                break;
        }
    }

    protected void TextOrOther(string text)
    {
        if (Chance(0.03))
        {
            Value(2);
        }
        else
        {
            Text(text);
        }
    }

    /// <summary>A string in which any letter may be written as an escape.</summary>
    protected void Text(string text)
    {
        if (_escapesSlashesOnly)
        {
            Raw(JsonSerializer.Serialize(text, Relaxed).Replace("/", "\\/", StringComparison.Ordinal));
            return;
        }

        if (!Chance(0.2))
        {
            Raw(JsonSerializer.Serialize(text));
            return;
        }

        _text.Append('"');
        foreach (var letter in text)
        {
            if (letter < ' ' || Chance(0.15) || char.IsSurrogate(letter))
            {
                _text.Append("\\u").Append(((int)letter).ToString(Chance(0.5) ? "x4" : "X4"));
            }
            else
            {
                _text.Append(letter switch { '"' => "\\\"", '\\' => "\\\\", '/' when Chance(0.5) => "\\/", _ => letter.ToString() });
            }
        }

        _text.Append('"');
    }

    protected void Object(IReadOnlyList<(string Name, Action Value)> members)
    {
        _text.Append('{');
        Space();
        for (var at = 0; at < members.Count; at++)
        {
            _text.Append(at == 0 ? "" : ",");
            Space();
            Text(members[at].Name);
            Space();
            _text.Append(':');
            Space();
            members[at].Value();
            Space();
        }

        _text.Append('}');
    }

    protected void List(int count, Action element)
    {
        _text.Append('[');
        Space();
        for (var at = 0; at < count; at++)
        {
            _text.Append(at == 0 ? "" : ",");
            Space();
            element();
            Space();
        }

        _text.Append(']');
    }

    protected void Raw(string text) => _text.Append(text);

    protected void Space()
    {
        while (Chance(0.08))
        {
            _text.Append(Pick([" ", "\n", "\t", "\r\n", new string(' ', 70)]));
        }
    }

    protected bool Chance(double probability) => _random.NextDouble() < probability;

    protected string Pick(string[] choices) => choices[_random.Next(choices.Length)];

    protected void Shuffle<T>(List<T> items)
    {
        for (var at = items.Count - 1; at > 0; at--)
        {
            var other = _random.Next(at + 1);
            (items[at], items[other]) = (items[other], items[at]);
        }
    }
}
