using System.Diagnostics;
using System.Globalization;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>
/// Measures the Bootstrap from its start to its first answer: <c>COLD_START=15 dotnet run -c Release --project
/// tests/CloudTrailEnricher.IntegrationTests -- -class "*.ColdStart"</c> prints a table of as many starts each. Without that variable it
/// starts once each and prints nothing: a test that the first event does arrive, over HTTP and over TLS.
/// With <c>BOOTSTRAP_PATH</c>, that executable stands beside the one that was built along with the tests.
/// </summary>
public sealed class ColdStart(AwsEmulator emulator)
{
    private const string SystemRoots = "/etc/ssl/certs/ca-certificates.crt";

    private static readonly int? Asked = int.TryParse(Environment.GetEnvironmentVariable("COLD_START"), out var runs) && runs > 0
        ? runs
        : null;
    private static readonly int Runs = Asked ?? 1;

    [Fact]
    public async Task The_first_event_after_a_start_is_answered()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var front = new TlsFront(emulator.Connection.Endpoint!);
        var systemRoots = File.Exists(SystemRoots) ? await File.ReadAllTextAsync(SystemRoots, TestContext.Current.CancellationToken) : "";
        using var allRoots = new TemporaryFile(systemRoots + front.RootPem);
        using var fewRoots = new TemporaryFile(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "amazon-roots.pem"), TestContext.Current.CancellationToken) + front.RootPem);
        var signIn = TestFiles.Key("signin");
        await aws.UploadAsync(signIn, TestFiles.LogFile(HandlerTests.SignIn));
        await aws.Index.HandleAsync(aws.EventFor(signIn), TestContext.Current.CancellationToken);

        await PrintAsync(
            $"Of {Runs} starts each: median time and mean CPU from the start of the process to the answer about the first event.");
        await PrintAsync($"| {"",-30} | asks for work | first answer |    CPU | peak memory |");
        await PrintAsync($"| {new string('-', 30)} | ------------: | -----------: | -----: | ----------: |");
        foreach (var executable in new[] { BootstrapProcess.Built, BootstrapProcess.Executable }.Distinct())
        {
            var kind = executable == BootstrapProcess.Built ? "built" : "at path";
            foreach (var handler in new[] { "Index", "Enrich" })
            {
                await MeasureAsync(
                    $"{kind}, {handler}, HTTP", aws, handler, executable, ("AWS_ENDPOINT_URL", emulator.Connection.Endpoint!.ToString()));
                await MeasureAsync(
                    $"{kind}, {handler}, TLS, all roots",
                    aws,
                    handler,
                    executable,
                    [("AWS_ENDPOINT_URL", front.Endpoint.ToString()), .. allRoots.AsTrustStore]);
                await MeasureAsync(
                    $"{kind}, {handler}, TLS, Amazon's",
                    aws,
                    handler,
                    executable,
                    [("AWS_ENDPOINT_URL", front.Endpoint.ToString()), .. fewRoots.AsTrustStore]);
            }
        }
    }

    private static Task PrintAsync(string line) => Asked is null ? Task.CompletedTask : Console.Out.WriteLineAsync(line);

    private static async Task MeasureAsync(
        string name, Deployment aws, string handler, string executable, params (string Name, string? Value)[] more)
    {
        var starts = new List<Start>();
        for (var run = 0; run < Runs; run++)
        {
            starts.Add(await StartAsync(aws, handler, executable, more));
        }

        await PrintAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name,-30} | {Median(start => start.Ready.TotalMilliseconds),10:F0} ms | " +
            $"{Median(start => start.Answered.TotalMilliseconds),9:F0} ms | " +
            $"{starts.Average(start => start.Processor.TotalMilliseconds),3:F0} ms | {Median(start => start.Memory / 1e6),8:F0} MB |"));

        double Median(Func<Start, double> figure) => starts.Select(figure).Order().ElementAt(Runs / 2);
    }

    private static async Task<Start> StartAsync(Deployment aws, string handler, string executable, (string Name, string? Value)[] more)
    {
        var file = TestFiles.Key(Guid.NewGuid().ToString("N")[..16]);
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Plain, HandlerTests.Redacted));
        var payload = handler == "Index"
            ? aws.EventFor(file)
            : SqsEvent.Of(new Amazon.SQS.Model.Message { MessageId = "1", Body = aws.EventFor(file) });

        await using var process = BootstrapProcess.Start(
            handler, aws, new() { Endpoint = new Uri(more[0].Value!), Region = "us-east-1" }, executable, more);
        var first = process.InvokeAsync(payload);
        await process.Ready;
        var ready = Stopwatch.GetElapsedTime(process.StartedAt);
        var answer = await first;
        Assert.True(answer.ErrorType is null, answer.Body);
        if (handler == "Enrich")
        {
            Assert.Equal("""{"batchItemFailures":[]}""", answer.Body);
            Assert.Contains(HandlerTests.Recovered, await aws.DownloadTextAsync("enriched/" + file), StringComparison.Ordinal);
        }

        return new Start(ready, Stopwatch.GetElapsedTime(process.StartedAt, answer.At), process.ProcessorTime, process.PeakMemory);
    }

    private sealed record Start(TimeSpan Ready, TimeSpan Answered, TimeSpan Processor, long Memory);

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public (string Name, string? Value)[] AsTrustStore => [("SSL_CERT_FILE", Path), ("SSL_CERT_DIR", "/nowhere")];

        private string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
