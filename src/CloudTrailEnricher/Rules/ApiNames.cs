namespace CloudTrailEnricher.Rules;

/// <summary>
/// Whether the name of an API in an agent's record (<c>sts:GetCallerIdentity</c>) and a record's <c>eventSource</c> and <c>eventName</c>
/// name the same API. AWS's names differ in two ways that are allowed for: SDKs call some services by other names, and CloudTrail appends
/// versions to some event names (<c>ListFunctions20150331</c>) or leaves them out (<c>ListObjects</c> for <c>ListObjectsV2</c>).
/// </summary>
internal static class ApiNames
{
    /// <summary>Services whose name in the SDKs and the IAM policies is not the first label of their <c>eventSource</c>.</summary>
    private static readonly Dictionary<string, string> EventSources = new(StringComparer.OrdinalIgnoreCase)
    {
        ["apigatewayv2"] = "apigateway",
        ["application-autoscaling"] = "autoscaling",
        ["bedrock-runtime"] = "bedrock",
        ["cloudcontrol"] = "cloudcontrolapi",
        ["cloudwatch"] = "monitoring",
        ["docdb"] = "rds",
        ["efs"] = "elasticfilesystem",
        ["elb"] = "elasticloadbalancing",
        ["elbv2"] = "elasticloadbalancing",
        ["emr"] = "elasticmapreduce",
        ["eventbridge"] = "events",
        ["neptune"] = "rds",
        ["opensearch"] = "es",
        ["sesv2"] = "ses",
        ["sfn"] = "states",
        ["sso-admin"] = "sso",
        ["stepfunctions"] = "states",
    };

    /// <summary>Whether the names fit. Names that do not are never guessed to fit.</summary>
    /// <param name="apiName">The agent's record's <c>apiName</c>: service, colon, operation.</param>
    /// <param name="eventSource">The record's <c>eventSource</c>.</param>
    /// <param name="eventName">The record's <c>eventName</c>.</param>
    public static bool Fit(string apiName, string? eventSource, string? eventName)
    {
        var colon = apiName.IndexOf(':');
        if (colon < 0 || eventSource is null || eventName is null)
        {
            return false;
        }

        var service = apiName[..colon];
        var dot = eventSource.IndexOf('.');
        var recorded = dot < 0 ? eventSource : eventSource[..dot];
        return (recorded.Equals(service, StringComparison.OrdinalIgnoreCase)
                || recorded.Equals(EventSources.GetValueOrDefault(service), StringComparison.OrdinalIgnoreCase))
            && WithoutVersion(apiName.AsSpan(colon + 1)).Equals(WithoutVersion(eventName), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The name without a version at its end: a date, <c>V2</c>, or both.</summary>
    private static ReadOnlySpan<char> WithoutVersion(ReadOnlySpan<char> name)
    {
        var digits = name.TrimEnd("0123456789");
        if (digits.Length < name.Length && digits is [.., 'v' or 'V'])
        {
            name = digits[..^1];
        }

        var undated = name.TrimEnd("0123456789_");
        return name.Length - undated.Length is 8 or 10 ? undated : name;
    }
}
