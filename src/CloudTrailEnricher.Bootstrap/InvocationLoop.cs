using CloudTrailEnricher.Bootstrap.Logging;
using CloudTrailEnricher.Bootstrap.RuntimeApi;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging;

namespace CloudTrailEnricher.Bootstrap;

/// <summary>Takes one invocation after the other, until Lambda ends the process.</summary>
internal sealed partial class InvocationLoop(RuntimeClient runtime, Function function, JsonLines log, TimeProvider time)
{
    private readonly ILogger _logger = log.CreateLogger(typeof(InvocationLoop).FullName!);

    /// <summary>Runs until the Runtime API is gone.</summary>
    /// <exception cref="HttpRequestException">The Runtime API does not answer, or refuses an answer: only a new process can go on.</exception>
    public async Task RunAsync()
    {
        while (true)
        {
            var invocation = await runtime.NextAsync();
            log.RequestId = invocation.RequestId;
            // The AWS SDK sends it along: traces are joined by it, and Lambda finds endless loops by it.
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
            await AnswerAsync(invocation);
        }
    }

    private async Task AnswerAsync(Invocation invocation)
    {
        byte[] answer;
        try
        {
            using var timeIsUp = new CancellationTokenSource(WorkingTime.Of(invocation.Deadline - time.GetUtcNow()), time);
            answer = await function.RunAsync(invocation.Payload, timeIsUp.Token);
        }
        catch (Exception e)
        {
            var report = ErrorReport.OfInvocation(e);
            InvocationFailed(report.Message);
            await runtime.FailAsync(invocation, report);
            return;
        }

        await runtime.AnswerAsync(invocation, answer);
    }

    [LoggerMessage(1, LogLevel.Error, "invocation failed: {Reason}")]
    private partial void InvocationFailed(string reason);
}
