using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Functions.Logging;
using CloudTrailEnricher.Notifications;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Functions;

/// <summary>What a runtime gives the functions. All else is the same in every host.</summary>
public sealed record FunctionHost
{
    /// <summary>Gives an environment variable's value; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where log lines go.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Where metrics go: to standard output, past whatever the runtime makes of <see cref="Console.Out"/>.</summary>
    public required LineOutput Output { get; init; }

    /// <summary>Reads one record of an S3 notification.</summary>
    public S3RecordReader ReadRecord { get; init; } = S3EventRecord.Read;

    /// <summary>Opens what the passes work on.</summary>
    public Func<FunctionSettings, TimeProvider, PassPorts> Ports { get; init; } =
        (settings, time) => PassPorts.OnAws(settings.Aws, settings.Connection, time);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
