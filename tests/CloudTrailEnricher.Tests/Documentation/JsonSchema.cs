using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>
/// Checks values by as much of JSON Schema as the project's own schemas use; a keyword that it does not know is an error.
/// </summary>
/// <param name="root">The schema.</param>
/// <param name="strict">Whether members that the schema does not describe are errors, though it allows them.</param>
internal sealed class JsonSchema(JsonElement root, bool strict = false)
{
    /// <summary>What is wrong with a value; empty when nothing is.</summary>
    public IEnumerable<string> Check(JsonElement value) => Check(root, value, "$");

    /// <summary>The same by one of the schema's definitions.</summary>
    public IEnumerable<string> Check(JsonElement value, string definition) =>
        Check(root.GetProperty("$defs").GetProperty(definition), value, "$");

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string path) =>
        schema.EnumerateObject().SelectMany(rule => Check(rule.Name, rule.Value, value, path));

    private IEnumerable<string> Check(string keyword, JsonElement rule, JsonElement value, string path) => keyword switch
    {
        "$schema" or "$defs" or "title" or "description" => [],
        "$ref" => Check(rule.GetString()!["#/".Length..].Split('/').Aggregate(root, (part, name) => part.GetProperty(name)), value, path),
        "type" when rule.ValueEquals("integer") =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? [] : [$"{path} is no integer"],
        "type" when rule.ValueEquals("boolean") =>
            value.ValueKind is JsonValueKind.True or JsonValueKind.False ? [] : [$"{path} is neither true nor false"],
        "minimum" => value.GetDouble() >= rule.GetDouble() ? [] : [$"{path} is below {rule}"],
        "const" => JsonElement.DeepEquals(rule, value) ? [] : [$"{path} is {value}, not {rule}"],
        "type" => string.Equals(value.ValueKind.ToString(), rule.GetString(), StringComparison.OrdinalIgnoreCase)
            ? []
            : [$"{path} is no {rule}"],
        "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{path} is {value}, none of {rule}"],
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!)
            ? []
            : [$"{path} is {value}, not {rule}"],
        "required" when value.ValueKind == JsonValueKind.Object =>
            rule.EnumerateArray()
                .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{path}.{name} is missing"),
        "properties" when value.ValueKind == JsonValueKind.Object => rule.EnumerateObject().SelectMany(property =>
            value.TryGetProperty(property.Name, out var member) ? Check(property.Value, member, $"{path}.{property.Name}") : []).Concat(
                value.EnumerateObject()
                    .Where(member => strict && !rule.TryGetProperty(member.Name, out _))
                    .Select(member => $"{path}.{member.Name} is not described")),
        "items" when value.ValueKind == JsonValueKind.Array => value.EnumerateArray().SelectMany(
            (item, i) => Check(rule, item, $"{path}[{i}]")),
        "maxItems" when value.ValueKind == JsonValueKind.Array => value.GetArrayLength() <= rule.GetInt32()
            ? []
            : [$"{path} is longer than {rule}"],
        "uniqueItems" when value.ValueKind == JsonValueKind.Array =>
            value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() == value.GetArrayLength()
                ? []
                : [$"{path} repeats an item"],
        "required" or "properties" or "items" or "maxItems" or "uniqueItems" => [],
        _ => throw new NotSupportedException(keyword),
    };
}
