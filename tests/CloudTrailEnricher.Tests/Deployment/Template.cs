using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// <c>template.yaml</c> as JSON, short forms such as <c>!Ref</c> and aliases written out. Every scalar is text, as CloudFormation takes it.
/// </summary>
internal static class Template
{
    private static readonly JsonObject Document = Read();

    public static JsonObject Parameters { get; } = Section("Parameters");

    public static JsonObject Section(string name) => (JsonObject)Document[name]!;

    private static JsonObject Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read("template.yaml")));
        return (JsonObject)ToJson(yaml.Documents[0].RootNode)!;
    }

    private static JsonNode? ToJson(YamlNode node)
    {
        JsonNode? json = node switch
        {
            YamlScalarNode scalar => JsonValue.Create(scalar.Value ?? ""),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Select(ToJson)]),
            YamlMappingNode mapping => new JsonObject(
                Members(mapping).Select(pair => KeyValuePair.Create(pair.Key, ToJson(pair.Value)))),
            _ => throw new NotSupportedException(node.GetType().Name),
        };
        return node.Tag.IsEmpty || !node.Tag.Value.StartsWith('!') || node.Tag.Value.Length == 1
            ? json
            : WriteOut(node.Tag.Value[1..], json);
    }

    /// <summary>A mapping's own members, and those of what it merges (<c>&lt;&lt;</c>) that it does not have itself.</summary>
    private static IEnumerable<KeyValuePair<string, YamlNode>> Members(YamlMappingNode mapping)
    {
        var all = mapping.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, pair.Value)).ToArray();
        var own = all.Where(pair => pair.Key != "<<").ToArray();
        var merged = all.Where(pair => pair.Key == "<<").SelectMany(pair => Members((YamlMappingNode)pair.Value));
        return own.Concat(merged).DistinctBy(pair => pair.Key);
    }

    private static JsonObject WriteOut(string shortForm, JsonNode? argument) => shortForm switch
    {
        "Ref" or "Condition" => new JsonObject { [shortForm] = argument },
        "GetAtt" => new JsonObject { ["Fn::GetAtt"] = argument },
        _ => new JsonObject { ["Fn::" + shortForm] = argument },
    };
}
