using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Functions.Logging;

/// <summary>
/// Logs one JSON object per line, the properties of the message at its root in camel case, for hosts that Powertools cannot serve: it
/// does the same for the managed runtime. (The console logger's own JSON keeps the properties below <c>State</c>.)
/// </summary>
/// <param name="output">Where lines go.</param>
/// <param name="least">The least level that is logged.</param>
/// <param name="service">The service's name.</param>
/// <param name="time">The clock.</param>
public sealed class JsonLines(LineOutput output, LogLevel least, string service, TimeProvider time) : ILoggerFactory
{
    /// <summary>Takes the level from <c>POWERTOOLS_LOG_LEVEL</c> and the service's name from <c>POWERTOOLS_SERVICE_NAME</c>.</summary>
    /// <param name="output">Where lines go.</param>
    /// <param name="variable">Gives an environment variable's value; null where it is not set.</param>
    public static JsonLines FromEnvironment(LineOutput output, Func<string, string?> variable) => new(
        output,
        Enum.TryParse<LogLevel>(variable("POWERTOOLS_LOG_LEVEL"), ignoreCase: true, out var level) ? level : LogLevel.Information,
        variable("POWERTOOLS_SERVICE_NAME") ?? "service_undefined",
        TimeProvider.System);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to one output only.");

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool IsEnabled(LogLevel level) => level >= least && level != LogLevel.None;

    private void Write(LogLevel level, string category, string message, IReadOnlyList<KeyValuePair<string, object?>> properties)
    {
        using var line = new JsonLine(time.GetUtcNow(), level, service, category, message);
        foreach (var (name, value) in properties)
        {
            line.Add(name, value);
        }

        output.Write(line.Complete());
    }

    private sealed class Logger(JsonLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => lines.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Write(
                    logLevel, category, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            }
        }
    }
}
