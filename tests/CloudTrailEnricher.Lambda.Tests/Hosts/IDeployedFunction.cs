using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>A function of the template in one of the hosts.</summary>
internal interface IDeployedFunction
{
    /// <summary>The log lines of all invocations so far.</summary>
    IReadOnlyList<JsonObject> LogLines { get; }

    /// <summary>The metrics lines of all invocations so far, as they were written.</summary>
    IReadOnlyList<string> MetricLines { get; }

    /// <summary>Lets the function work on a payload.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="timeLeft">The time until the deadline; a minute unless said otherwise.</param>
    Task<Answer> InvokeAsync(string payload, TimeSpan? timeLeft = null);
}
