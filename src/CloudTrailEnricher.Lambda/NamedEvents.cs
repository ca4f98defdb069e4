using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Lambda;

/// <summary>
/// Powertools prints a message's properties, but not the name of its event, by which the template's metric filters know the lines:
/// this hands the name over as one more property.
/// </summary>
internal sealed class NamedEvents(ILoggerFactory loggers) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new NamedLogger(loggers.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => loggers.Dispose();

    private sealed class NamedLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            KeyValuePair<string, object?>[] named = [new("EventName", eventId.Name), .. state as IEnumerable<KeyValuePair<string, object?>> ?? []];
            logger.Log(logLevel, eventId, named, exception, (_, e) => formatter(state, e));
        }
    }
}
