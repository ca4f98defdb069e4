using System.Globalization;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>
/// Measures what one more file costs a warm function: <c>WARM_CALLS=200 dotnet run -c Release --project
/// tests/CloudTrailEnricher.IntegrationTests -- -class "*.WarmCalls"</c> prints the CPU time of each invocation, the mean of so many after
/// half as many that are not counted. Without that variable it makes two and prints nothing. <c>BOOTSTRAP_PATH</c> names the executable.
/// </summary>
public sealed class WarmCalls(AwsEmulator emulator)
{
    private static readonly int? Asked = int.TryParse(Environment.GetEnvironmentVariable("WARM_CALLS"), out var calls) && calls > 0
        ? calls
        : null;

    [Theory]
    [InlineData("Index")]
    [InlineData("Enrich")]
    public async Task A_warm_function_answers_file_after_file(string handler)
    {
        using var aws = await Deployment.CreateAsync(emulator);
        var signIn = TestFiles.Key("signin");
        await aws.UploadAsync(signIn, TestFiles.LogFile(HandlerTests.SignIn));
        await aws.Index.HandleAsync(aws.EventFor(signIn), TestContext.Current.CancellationToken);
        await using var process = BootstrapProcess.Start(handler, aws, emulator.Connection);
        await process.Ready;

        var calls = Asked ?? 2;
        await InvokeAsync(aws, process, handler, calls / 2);
        var before = process.ProcessorTime;
        await InvokeAsync(aws, process, handler, calls);
        var perCall = (process.ProcessorTime - before) / calls;
        if (Asked is not null)
        {
            await Console.Out.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{handler}: {perCall.TotalMilliseconds:0.00} ms of CPU for each of {calls} calls"));
        }
    }

    /// <summary>Each file has a sign-in, a redacted record of its session, and 98 others.</summary>
    private static async Task InvokeAsync(Deployment aws, BootstrapProcess process, string handler, int calls)
    {
        string[] records = [HandlerTests.SignIn, HandlerTests.Redacted, .. Enumerable.Repeat(HandlerTests.Plain, 98)];
        for (var call = 0; call < calls; call++)
        {
            var file = TestFiles.Key(Guid.NewGuid().ToString("N")[..16]);
            await aws.UploadAsync(file, TestFiles.LogFile(records));
            var payload = handler == "Index"
                ? aws.EventFor(file)
                : SqsEvent.Of(new Amazon.SQS.Model.Message { MessageId = "1", Body = aws.EventFor(file) });
            var answer = await process.InvokeAsync(payload);
            Assert.True(answer.ErrorType is null, answer.Body);
            if (handler == "Enrich")
            {
                Assert.Contains(HandlerTests.Recovered, await aws.DownloadTextAsync("enriched/" + file), StringComparison.Ordinal);
            }
        }
    }
}
