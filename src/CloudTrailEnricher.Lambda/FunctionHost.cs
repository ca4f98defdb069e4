using AWS.Lambda.Powertools.Logging;
using Amazon.Lambda.Core;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Backfill;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Lambda;

/// <summary>What all functions need. Lambda makes one per process, which lives until Lambda ends it.</summary>
internal sealed class FunctionHost
{
    /// <summary>Puts the handlers together, as the environment asks for them.</summary>
    /// <exception cref="AwsSettingsException">Names every variable that is missing or wrong.</exception>
    public FunctionHost()
    {
        // Level and service are Powertools' own settings: POWERTOOLS_LOG_LEVEL, POWERTOOLS_SERVICE_NAME.
        var loggers = LoggerFactory.Create(logging => logging.AddPowertoolsLogger(options => options.LoggerOutputCase = LoggerOutputCase.CamelCase));
        var composition = new AwsComposition(
            AwsSettings.FromEnvironment(Environment.GetEnvironmentVariable),
            new AwsClients(AwsConnection.FromEnvironment(Environment.GetEnvironmentVariable)),
            new NamedEvents(loggers),
            TimeProvider.System);
        (Index, Enrich) = (composition.Index, composition.Enrich);
        (BackfillIndex, BackfillEnrich, BackfillTotals) = (composition.BackfillIndex, composition.BackfillEnrich, composition.BackfillTotals);
    }

    /// <summary>Pass 1.</summary>
    public IndexHandler Index { get; }

    /// <summary>Pass 2.</summary>
    public EnrichHandler Enrich { get; }

    /// <summary>Pass 1 of a backfill.</summary>
    public BackfillIndexHandler BackfillIndex { get; }

    /// <summary>Pass 2 of a backfill.</summary>
    public BackfillEnrichHandler BackfillEnrich { get; }

    /// <summary>The end of a backfill.</summary>
    public BackfillTotals BackfillTotals { get; }

    /// <summary>Begins an invocation: its log lines carry its id, and the result fires when its time is nearly up.</summary>
    public static CancellationTokenSource Begin(ILambdaContext context)
    {
        Logger.AppendKey("functionRequestId", context.AwsRequestId);
        return new CancellationTokenSource(WorkingTime.Of(context.RemainingTime));
    }
}
