using System.Runtime.ExceptionServices;
using System.Text;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.Functions.Logging;
using CloudTrailEnricher.Functions.Metrics;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Functions;

/// <summary>The functions as every host runs them: payload in, answer out.</summary>
public sealed partial class FunctionSet : IDisposable
{
    private readonly FunctionHost _host;
    private readonly InvocationLog _log;
    private readonly ILogger _logger;
    private readonly AwsComposition? _composition;
    private readonly ExceptionDispatchInfo? _startFailure;

    /// <summary>
    /// Puts the functions together. This never throws: a runtime that makes its handlers by reflection would report its own error in
    /// place of ours. Wrong settings fail <see cref="ThrowIfNotStarted"/> and every invocation.
    /// </summary>
    /// <param name="host">What the runtime gives.</param>
    public FunctionSet(FunctionHost host)
    {
        _host = host;
        _log = new InvocationLog(host.Loggers, host.Variable);
        _logger = _log.CreateLogger(typeof(FunctionSet).FullName!);
        try
        {
            var settings = FunctionSettings.FromEnvironment(host.Variable);
            var metrics = settings.MetricsNamespace is { } name ? new PassMetrics(new EmbeddedMetrics(host.Output, name, host.Time)) : null;
            _composition = new AwsComposition(settings.Aws, host.Ports(settings, host.Time), _log, host.Time, metrics);
        }
        catch (Exception e)
        {
            _startFailure = ExceptionDispatchInfo.Capture(ErrorReport.Reportable(e));
        }
    }

    /// <summary>Does nothing, unless the functions could not be put together.</summary>
    /// <exception cref="AwsSettingsException">Names every variable that is missing or wrong.</exception>
    public void ThrowIfNotStarted() => _startFailure?.Throw();

    /// <summary>Works on one invocation.</summary>
    /// <param name="function">Which function is invoked.</param>
    /// <param name="payload">
    /// JSON: for Index an event that announces objects, for Enrich a batch of the queue, for the backfill what its handlers take.
    /// </param>
    /// <param name="requestId">What Lambda knows the invocation by; its log lines carry it.</param>
    /// <param name="timeLeft">The time until Lambda ends the process.</param>
    /// <returns>The answer to Lambda, as JSON.</returns>
    /// <exception cref="AwsSettingsException">Names every variable that is missing or wrong.</exception>
    /// <exception cref="FormatException">The payload is not what the function takes.</exception>
    /// <exception cref="IOException">Some objects failed, each of them named; the others are done.</exception>
    /// <exception cref="FunctionException">Anything that nobody foresaw.</exception>
    public async Task<byte[]> RunAsync(FunctionName function, Stream payload, string requestId, TimeSpan timeLeft)
    {
        _log.Begin(requestId);
        try
        {
            ThrowIfNotStarted();
            using var timeIsUp = new CancellationTokenSource(WorkingTime.Of(timeLeft), _host.Time);
            using var text = new StreamReader(payload, Encoding.UTF8);
            // Read whatever the time: only then can the answer name what was not done.
            return await RunAsync(function, await text.ReadToEndAsync(CancellationToken.None), timeIsUp.Token);
        }
        catch (Exception e)
        {
            var reportable = ErrorReport.Reportable(e);
            InvocationFailed(_logger, reportable.Message);
            if (ReferenceEquals(reportable, e))
            {
                throw;
            }

            throw reportable;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _composition?.Dispose();

    private async Task<byte[]> RunAsync(FunctionName function, string payload, CancellationToken cancellationToken)
    {
        var functions = _composition!;
        return function switch
        {
            FunctionName.Index => IndexAnswer.Write(
                await functions.Index.HandleAsync(Announcement.Read(payload, _host.ReadRecord), cancellationToken)),
            FunctionName.Enrich => SqsBatch.Answer(await functions.Enrich.HandleAsync(SqsBatch.Parse(payload), cancellationToken)),
            FunctionName.BackfillList => Utf8(await functions.BackfillList.HandleAsync(payload, cancellationToken)),
            FunctionName.BackfillIndex => Utf8(await functions.BackfillIndex.HandleAsync(payload, cancellationToken)),
            FunctionName.BackfillEnrich => Utf8(await functions.BackfillEnrich.HandleAsync(payload, cancellationToken)),
            FunctionName.BackfillTotals => Utf8(await functions.BackfillTotals.HandleAsync(payload, cancellationToken)),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no such function"),
        };
    }

    private static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);

    [LoggerMessage(1, LogLevel.Error, "invocation failed: {Reason}")]
    private static partial void InvocationFailed(ILogger logger, string reason);
}
