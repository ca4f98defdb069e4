using System.Text.Json.Nodes;
using CloudTrailEnricher.Bootstrap;
using CloudTrailEnricher.Bootstrap.RuntimeApi;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Functions.Logging;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>A function in the Bootstrap: its loop and its client, with a Runtime API of one invocation at a time.</summary>
internal sealed class BootstrapFunction(string handler, MemoryAws aws) : IDeployedFunction, IDisposable
{
    private readonly MemoryStream _output = new();
    private FunctionSet? _functions;
    private int _invocations;

    public IReadOnlyList<JsonObject> LogLines =>
        [.. _output.Lines().Select(line => (JsonObject)JsonNode.Parse(line)!).Where(line => !line.ContainsKey("_aws"))];

    public IReadOnlyList<string> MetricLines => [.. _output.Lines().Where(line => line.StartsWith("{\"_aws\"", StringComparison.Ordinal))];

    public async Task<Answer> InvokeAsync(string payload, TimeSpan? timeLeft = null)
    {
        var deadline = aws.Time.GetUtcNow() + (timeLeft ?? TimeSpan.FromMinutes(1));
        using var api = new RuntimeApiTransport($"request-{++_invocations}", deadline, payload);
        using var runtime = new RuntimeClient("127.0.0.1", api);
        var loop = new InvocationLoop(runtime, _functions ??= CreateFunctions(), Handler.Parse(handler), aws.Time);
        await Assert.ThrowsAsync<HttpRequestException>(loop.RunAsync);
        return api.Answer ?? throw new InvalidOperationException("The loop ended without an answer.");
    }

    public void Dispose() => _functions?.Dispose();

    private FunctionSet CreateFunctions()
    {
        var output = new LineOutput(_output);
        return new FunctionSet(new FunctionHost
        {
            Variable = aws.Variable,
            Loggers = new JsonLines(output, LogLevel.Information, "service_undefined", aws.Time),
            Output = output,
            Ports = (_, _) => aws.Ports,
            Time = aws.Time,
        });
    }
}
