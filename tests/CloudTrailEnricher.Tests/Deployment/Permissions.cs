using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>Policies as sorted lines, one for each action and resource, so that a test reads as the list of what is allowed.</summary>
internal static class Permissions
{
    /// <summary>What a role may do.</summary>
    public static string Of(JsonObject role) => Lines(
        ((JsonArray)role["Policies"]!).SelectMany(policy => (JsonArray)policy!["PolicyDocument"]!["Statement"]!));

    /// <summary>Who may take a role.</summary>
    public static string TrustOf(JsonObject role) => Lines((JsonArray)role["AssumeRolePolicyDocument"]!["Statement"]!);

    /// <summary>What a bucket's or queue's own policy says.</summary>
    public static string OfPolicy(JsonObject policy) => Lines((JsonArray)policy["PolicyDocument"]!["Statement"]!);

    private static string Lines(IEnumerable<JsonNode?> statements) =>
        string.Join('\n', statements.SelectMany(statement => Lines((JsonObject)statement!)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Lines(JsonObject statement)
    {
        string[] known = ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition"];
        Assert.Empty(statement.Select(pair => pair.Key).Except(known));

        var actions = statement["Action"] is { } action ? All(action) : All(statement["NotAction"]!).Select(not => "all but " + not);
        var resources = statement["Resource"] is { } resource ? All(resource).Select(one => " on " + one) : [""];
        var suffix = Principal(statement["Principal"]) + Condition(statement["Condition"]);
        return actions.SelectMany(_ => resources, (one, on) => $"{statement["Effect"]} {one}{on}{suffix}");
    }

    private static string Principal(JsonNode? principal) => principal switch
    {
        null => "",
        JsonObject one => " by " + string.Join(" and ", one.SelectMany(pair => All(pair.Value!))),
        _ => " by " + principal,
    };

    private static string Condition(JsonNode? condition) => condition is null
        ? ""
        : " if " + string.Join(
            " and ",
            ((JsonObject)condition).SelectMany(
                test => (JsonObject)test.Value!,
                (test, key) => $"{test.Key} {key.Key} {string.Join(" | ", All(key.Value!))}"));

    private static IEnumerable<string> All(JsonNode oneOrMany) =>
        oneOrMany is JsonArray many ? many.Select(one => (string)one!) : [(string)oneOrMany!];
}
