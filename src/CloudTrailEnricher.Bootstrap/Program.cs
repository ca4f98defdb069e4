using CloudTrailEnricher.Bootstrap;
using CloudTrailEnricher.Bootstrap.RuntimeApi;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Functions.Logging;

if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } address)
{
    await Console.Error.WriteLineAsync(
        "bootstrap: AWS_LAMBDA_RUNTIME_API is not set: AWS Lambda starts this program; "
        + "on a command line, run src/CloudTrailEnricher.Replay");
    return 2;
}

using var runtime = new RuntimeClient(address);
var output = LineOutput.ToStandardOutput();
using var log = JsonLines.FromEnvironment(output, Environment.GetEnvironmentVariable);
using var functions = new FunctionSet(new FunctionHost { Loggers = log, Output = output });
FunctionName function;
try
{
    function = Handler.Parse(Environment.GetEnvironmentVariable("_HANDLER"));
    functions.ThrowIfNotStarted();
}
catch (Exception e)
{
    await runtime.FailInitAsync(ErrorReport.Of(e));
    return 1;
}

await new InvocationLoop(runtime, functions, function, TimeProvider.System).RunAsync();
return 0;
