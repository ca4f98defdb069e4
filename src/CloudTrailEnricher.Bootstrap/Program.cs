using CloudTrailEnricher.Bootstrap;
using CloudTrailEnricher.Bootstrap.Logging;
using CloudTrailEnricher.Bootstrap.RuntimeApi;

if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } address)
{
    await Console.Error.WriteLineAsync(
        "bootstrap: AWS_LAMBDA_RUNTIME_API is not set: AWS Lambda starts this program; on a command line, take src/CloudTrailEnricher.Replay");
    return 2;
}

using var runtime = new RuntimeClient(address);
using var log = JsonLines.ToStandardOutput(Environment.GetEnvironmentVariable);
Function function;
try
{
    function = Function.FromEnvironment(Environment.GetEnvironmentVariable, log);
}
catch (Exception e)
{
    await runtime.FailInitAsync(ErrorReport.OfInit(e));
    return 1;
}

using (function)
{
    await new InvocationLoop(runtime, function, log, TimeProvider.System).RunAsync();
}

return 0;
