using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Bootstrap.Logging;

/// <summary>
/// Logs one JSON object per line, the properties of the message at its root in camel case, as Powertools does for the managed runtime:
/// the template's metric filters read them. (The console logger's own JSON keeps them below <c>State</c> and has no event name.)
/// </summary>
internal sealed class JsonLines(Stream output, LogLevel least, string service, TimeProvider time) : ILoggerFactory
{
    private readonly LogLevel _least = least;
    private readonly string _service = service;
    private readonly TimeProvider _time = time;
    private readonly Lock _writing = new();

    /// <summary>The invocation that is worked on; there is never more than one.</summary>
    public string? RequestId { get; set; }

    /// <summary>Takes the level from <c>POWERTOOLS_LOG_LEVEL</c> and the service's name from <c>POWERTOOLS_SERVICE_NAME</c>.</summary>
    /// <param name="variable">Gives an environment variable's value; null where it is not set.</param>
    public static JsonLines ToStandardOutput(Func<string, string?> variable) => new(
        Console.OpenStandardOutput(),
        Enum.TryParse<LogLevel>(variable("POWERTOOLS_LOG_LEVEL"), ignoreCase: true, out var level) ? level : LogLevel.Information,
        variable("POWERTOOLS_SERVICE_NAME") ?? "",
        TimeProvider.System);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to one stream only.");

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();

    private void Write(JsonLine line)
    {
        lock (_writing)
        {
            output.Write(line.Utf8);
            output.Flush();
        }
    }

    private sealed class Logger(JsonLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lines._least && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            using var line = new JsonLine(lines._time.GetUtcNow(), logLevel, lines._service, category, formatter(state, exception));
            line.Add("eventName", eventId.Name);
            line.Add("functionRequestId", lines.RequestId);
            foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            {
                line.AddProperty(name, value);
            }

            line.Complete(exception);
            lines.Write(line);
        }
    }
}
