using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Functions.Logging;

/// <summary>
/// Gives every log line the same properties, whatever writes it: the event's name, the invocation, and the message's own properties as
/// texts, numbers and booleans. Loggers differ in how they write anything else, an enum or a null for example.
/// </summary>
/// <param name="lines">Writes the lines.</param>
/// <param name="variable">Gives an environment variable's value; null where it is not set.</param>
internal sealed class InvocationLog(ILoggerFactory lines, Func<string, string?> variable) : ILoggerFactory
{
    /// <summary>What loggers that are generated from a message template add to its properties.</summary>
    private const string Template = "{OriginalFormat}";

    private readonly AsyncLocal<IReadOnlyList<KeyValuePair<string, object?>>> _invocation = new();
    private int _invocations;

    /// <summary>Begins an invocation: what is logged from here on, and in whatever is called from here, belongs to it.</summary>
    /// <param name="requestId">What Lambda knows the invocation by.</param>
    public void Begin(string requestId)
    {
        // "FunctionRequestId" would say the same, but Powertools keeps that name for itself. The other two it writes on its own.
        var properties = new List<KeyValuePair<string, object?>>
        {
            new("RequestId", requestId),
            new("ColdStart", Interlocked.Increment(ref _invocations) == 1),
        };
        if (TraceId(variable("_X_AMZN_TRACE_ID")) is { } trace)
        {
            properties.Add(new("XrayTraceId", trace));
        }

        _invocation.Value = properties;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, lines.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => lines.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();

    /// <summary>The trace's own id within X-Ray's header: <c>Root=1-…;Parent=…;Sampled=1</c>.</summary>
    private static string? TraceId(string? header) =>
        header?.Split(';').FirstOrDefault(part => part.StartsWith("Root=", StringComparison.Ordinal))?["Root=".Length..];

    private static object Plain(object value) => value is string or bool or int or long or double ? value : value.ToString() ?? "";

    private KeyValuePair<string, object?>[] Properties<TState>(EventId eventId, TState state, Exception? exception) =>
    [
        new("EventName", eventId.Name ?? ""),
        .. _invocation.Value ?? [],
        .. from property in state as IReadOnlyList<KeyValuePair<string, object?>> ?? []
           where property.Key != Template && property.Value is not null
           select new KeyValuePair<string, object?>(property.Key, Plain(property.Value)),
        .. exception is null ? (KeyValuePair<string, object?>[])[] : [new("Cause", Failure.Reason(exception))],
    ];

    private sealed class Logger(InvocationLog log, ILogger lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => lines.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // The exception itself is not handed on: its message may quote what was read.
            if (lines.IsEnabled(logLevel))
            {
                lines.Log(logLevel, eventId, log.Properties(eventId, state, exception), null, (_, _) => formatter(state, null));
            }
        }
    }
}
