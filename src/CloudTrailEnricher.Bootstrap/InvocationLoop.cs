using CloudTrailEnricher.Bootstrap.RuntimeApi;
using CloudTrailEnricher.Functions;

namespace CloudTrailEnricher.Bootstrap;

/// <summary>Takes one invocation after the other, until Lambda ends the process.</summary>
internal sealed class InvocationLoop(RuntimeClient runtime, FunctionSet functions, FunctionName function, TimeProvider time)
{
    /// <summary>Runs until the Runtime API is gone.</summary>
    /// <exception cref="HttpRequestException">
    /// The Runtime API does not answer, or refuses an answer: only a new process can go on.
    /// </exception>
    public async Task RunAsync()
    {
        while (true)
        {
            var invocation = await runtime.NextAsync();
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
            answer = await functions.RunAsync(
                function, new MemoryStream(invocation.Payload), invocation.RequestId, invocation.Deadline - time.GetUtcNow());
        }
        catch (Exception e)
        {
            await runtime.FailAsync(invocation, ErrorReport.Of(e));
            return;
        }

        await runtime.AnswerAsync(invocation, answer);
    }
}
