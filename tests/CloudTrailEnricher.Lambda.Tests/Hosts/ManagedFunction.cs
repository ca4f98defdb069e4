using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Lambda.Core;
using AWS.Lambda.Powertools.Logging;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Functions.Logging;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>
/// A function in the managed host. Its type and method are found by the <c>Handler</c>, as the managed runtime does it, and it reports
/// what is thrown as that runtime does: the type's name and the message.
/// </summary>
internal sealed class ManagedFunction : IDeployedFunction, IDisposable
{
    /// <summary>The assembly that the handlers name; here its source files are part of the tests'.</summary>
    private const string HostAssembly = "CloudTrailEnricher.Lambda";

    private readonly MethodInfo _method;
    private readonly object _instance;
    private readonly FunctionSet? _functions;
    private readonly MemoryStream _output = new();
    private readonly List<string> _lines = [];
    private int _invocations;

    public ManagedFunction(string handler, MemoryAws aws)
    {
        _method = Find(handler);
        var host = ManagedRuntime.CreateHost() with
        {
            Variable = aws.Variable,
            Output = new LineOutput(_output),
            Ports = (_, _) => aws.Ports,
            Time = aws.Time,
        };
        _functions = new FunctionSet(host);
        _instance = Activator.CreateInstance(
            _method.DeclaringType!, BindingFlags.Instance | BindingFlags.NonPublic, binder: null, [_functions], culture: null)!;
    }

    /// <summary>A function as the managed runtime makes it: with what the process's own environment says.</summary>
    public ManagedFunction(string handler)
    {
        _method = Find(handler);
        _instance = Activator.CreateInstance(_method.DeclaringType!)!;
    }

    public IReadOnlyList<JsonObject> LogLines => [.. _lines.Select(line => (JsonObject)JsonNode.Parse(line)!)];

    public IReadOnlyList<string> MetricLines => _output.Lines();

    public async Task<Answer> InvokeAsync(string payload, TimeSpan? timeLeft = null)
    {
        PowertoolsLines.HandTo(line =>
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        });
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", RuntimeApiTransport.Trace);
        try
        {
            var context = new Context($"request-{++_invocations}", timeLeft ?? TimeSpan.FromMinutes(1));
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(payload));
            using var answer = new StreamReader(await (Task<Stream>)_method.Invoke(_instance, [stream, context])!);
            return new Answer(await answer.ReadToEndAsync());
        }
        catch (Exception e)
        {
            return new Answer(null, e.GetType().Name, e.Message);
        }
    }

    public void Dispose()
    {
        _functions?.Dispose();
        _output.Dispose();
    }

    private static MethodInfo Find(string handler)
    {
        var parts = handler.Split("::");
        Assert.Equal((3, HostAssembly), (parts.Length, parts[0]));
        var type = typeof(ManagedFunction).Assembly.GetType(parts[1]);
        Assert.True(type is { IsPublic: true }, $"{handler}: no such public type");
        var method = type.GetMethod(parts[2]);
        Assert.True(method is not null, $"{handler}: no such public method");
        Assert.Equal(
            (typeof(Task<Stream>), $"{typeof(Stream)}, {typeof(ILambdaContext)}"),
            (method.ReturnType, string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType))));
        return method;
    }

    private sealed record Context(string AwsRequestId, TimeSpan RemainingTime) : ILambdaContext;
}
