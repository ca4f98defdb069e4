using Amazon.Lambda.Core;
using AWS.Lambda.Powertools.Logging;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Functions.Logging;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Lambda;

/// <summary>What the managed runtime gives the functions: Powertools' log lines, and S3's records as its own type reads them.</summary>
internal static class ManagedRuntime
{
    /// <summary>Makes the host. Level and service are Powertools' own settings: POWERTOOLS_LOG_LEVEL, POWERTOOLS_SERVICE_NAME.</summary>
    public static FunctionHost CreateHost() => new()
    {
        Loggers = LoggerFactory.Create(
            logging => logging.AddPowertoolsLogger(options => options.LoggerOutputCase = LoggerOutputCase.CamelCase)),
        Output = LineOutput.ToStandardOutput(),
        ReadRecord = S3Records.Read,
    };

    /// <summary>Runs a function on what the runtime hands over.</summary>
    public static async Task<Stream> RunAsync(this FunctionSet functions, FunctionName function, Stream payload, ILambdaContext context) =>
        new MemoryStream(await functions.RunAsync(function, payload, context.AwsRequestId, context.RemainingTime));
}
