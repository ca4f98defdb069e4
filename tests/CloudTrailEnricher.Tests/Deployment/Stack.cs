using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>
/// The template's resources as CloudFormation makes them of given parameters: conditions decided, functions evaluated. What a
/// resource gets its name or attributes from AWS for stays readable: <c>SessionsTable</c>, <c>SessionsTable.Arn</c>.
/// </summary>
internal sealed partial class Stack
{
    private readonly Dictionary<string, string> _values = new()
    {
        ["AWS::AccountId"] = "111122223333",
        ["AWS::Partition"] = "aws",
        ["AWS::Region"] = "eu-west-1",
        ["AWS::StackName"] = "enricher",
        ["AWS::URLSuffix"] = "amazonaws.com",
    };

    private Stack(IEnumerable<(string Name, string Value)> parameters)
    {
        foreach (var (name, parameter) in Template.Parameters)
        {
            _values[name] = parameter!["Default"]?.GetValue<string>() ?? "";
        }

        foreach (var (name, value) in parameters)
        {
            Assert.True(_values.ContainsKey(name), $"no parameter {name}");
            _values[name] = value;
        }

        Globals = (JsonObject)Evaluate(Template.Section("Globals")["Function"])!;
        Resources = Template.Section("Resources")
            .Where(resource => resource.Value!["Condition"] is not { } condition || IsTrue(condition.GetValue<string>()))
            .ToDictionary(resource => resource.Key, resource => (JsonObject)Evaluate(resource.Value)!);
    }

    /// <summary>An existing bucket, a trail without a prefix.</summary>
    public static Stack Plain { get; } = With();

    public IReadOnlyDictionary<string, JsonObject> Resources { get; }

    /// <summary>What all functions have unless they say otherwise.</summary>
    public JsonObject Globals { get; }

    public static Stack With(params IEnumerable<(string Name, string Value)> parameters) =>
        new([("BucketName", "trail-logs"), .. parameters]);

    public JsonObject Properties(string resource) => (JsonObject)Resources[resource]["Properties"]!;

    public IEnumerable<(string Name, JsonObject Properties)> OfType(string type) =>
        Resources.Where(resource => (string?)resource.Value["Type"] == type).Select(resource => (resource.Key, Properties(resource.Key)));

    private JsonNode? Evaluate(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when Call(call) is var (known, result) && known => result,
        JsonObject one => new JsonObject(
            one.Select(pair => KeyValuePair.Create(pair.Key, Evaluate(pair.Value))).Where(pair => pair.Value is not null)),
        JsonArray many => new JsonArray([.. many.Select(Evaluate).Where(item => item is not null)]),
        _ => node?.DeepClone(),
    };

    private (bool Known, JsonNode? Result) Call(JsonObject call)
    {
        var (name, argument) = call.Single();
        return name switch
        {
            "Ref" => (true, Value((string)argument!)),
            "Fn::GetAtt" => (true, (string)argument!),
            "Fn::Sub" => (true, Substitute(argument!)),
            "Fn::If" => (true, Evaluate(IsTrue((string)argument![0]!) ? argument[1] : argument[2])),
            "Fn::FindInMap" => (
                true, (string)Template.Section("Mappings")[(string)argument![0]!]![(string)Evaluate(argument[1])!]![(string)argument[2]!]!),
            "Fn::Join" => (true, string.Join((string)argument![0]!, ((JsonArray)Evaluate(argument[1])!).Select(item => (string)item!))),
            "Fn::Split" => (
                true, new JsonArray([.. ((string)Evaluate(argument![1])!).Split((string)argument[0]!).Select(item => (JsonNode)item)])),
            _ => (false, null),
        };
    }

    private string? Value(string name) => name == "AWS::NoValue" ? null : _values.GetValueOrDefault(name, name);

    private string Substitute(JsonNode argument)
    {
        var text = argument is JsonArray list ? (string)list[0]! : (string)argument!;
        var own = argument is JsonArray { Count: 2 } pair ? (JsonObject)pair[1]! : [];
        return Placeholder.Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            return name.StartsWith('!')
                ? $"${{{name[1..]}}}"
                : own.TryGetPropertyValue(name, out var value)
                ? (string)Evaluate(value)!
                : Value(name)!;
        });
    }

    private bool IsTrue(string condition) => Decide(Template.Section("Conditions")[condition]!);

    private bool Decide(JsonNode condition)
    {
        var (name, argument) = ((JsonObject)condition).Single();
        return name switch
        {
            "Fn::Equals" => (string?)Evaluate(argument![0]) == (string?)Evaluate(argument[1]),
            "Fn::Not" => !Decide(argument![0]!),
            "Fn::And" => ((JsonArray)argument!).All(one => Decide(one!)),
            "Condition" => IsTrue((string)argument!),
            _ => throw new NotSupportedException(name),
        };
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}")]
    private static partial Regex Placeholder { get; }
}
