// The public members of AWS.Lambda.Powertools.Logging 3.2 that the managed host uses, and a logger behind them that writes what is known
// of the real one's lines: properties at the root in camel case, enums as numbers, nulls as nulls, and no property whose name it keeps
// for itself.
#pragma warning disable IDE0130 // the namespace is the package's, not this folder's

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AWS.Lambda.Powertools.Logging;

/// <summary>How properties are named.</summary>
public enum LoggerOutputCase
{
    CamelCase,
    PascalCase,
    SnakeCase,
}

/// <summary>What a program chooses.</summary>
public sealed class PowertoolsLoggerConfiguration
{
    public LoggerOutputCase LoggerOutputCase { get; set; } = LoggerOutputCase.SnakeCase;
}

/// <summary>Adds the logger.</summary>
public static class PowertoolsLoggerExtensions
{
    public static ILoggingBuilder AddPowertoolsLogger(this ILoggingBuilder builder, Action<PowertoolsLoggerConfiguration>? configure = null)
    {
        var configuration = new PowertoolsLoggerConfiguration();
        configure?.Invoke(configuration);
        builder.Services.AddSingleton<ILoggerProvider>(new PowertoolsLines(configuration));
        return builder;
    }
}

/// <summary>Writes the lines to where a test reads them; the real one writes them to standard output.</summary>
internal sealed class PowertoolsLines(PowertoolsLoggerConfiguration configuration) : ILoggerProvider
{
    private static readonly AsyncLocal<Action<string>?> Written = new();

    /// <summary>Whatever a caller may not set: the logger writes these itself.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "ColdStart", "Exception", "FunctionArn", "FunctionMemorySize", "FunctionName", "FunctionRequestId", "FunctionVersion",
        "Level", "Message", "Name", "SamplingRate", "Service", "Timestamp", "XrayTraceId",
    };

    /// <summary>Hands over each line that is written from here on, in this flow of control.</summary>
    public static void HandTo(Action<string> written) => Written.Value = written;

    public ILogger CreateLogger(string categoryName) => new Logger(configuration, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(PowertoolsLoggerConfiguration configuration, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new JsonObject
            {
                [Case("Level")] = logLevel.ToString(),
                [Case("Message")] = formatter(state, exception),
                [Case("Timestamp")] = DateTime.UtcNow.ToString("o"),
                [Case("Service")] = Environment.GetEnvironmentVariable("POWERTOOLS_SERVICE_NAME") ?? "service_undefined",
                [Case("ColdStart")] = true,
                [Case("Name")] = category,
            };
            if (Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") is { Length: > 0 } trace)
            {
                line[Case("XrayTraceId")] = trace.Split(';')[0].Replace("Root=", "", StringComparison.Ordinal);
            }

            // A name that comes twice throws, as in the real one.
            var properties = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(one => one.Key, one => one.Value);
            foreach (var (name, value) in properties)
            {
                if (name != "{OriginalFormat}" && !Reserved.Contains(name))
                {
                    line[Case(name)] = value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType());
                }
            }

            if (exception is not null)
            {
                line[Case("Exception")] = new JsonObject { [Case("Message")] = exception.Message };
            }

            Written.Value?.Invoke(line.ToJsonString());
        }

        private string Case(string name) => configuration.LoggerOutputCase switch
        {
            LoggerOutputCase.CamelCase => JsonNamingPolicy.CamelCase.ConvertName(name),
            LoggerOutputCase.SnakeCase => JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
            _ => name,
        };
    }
}
