using System.Text.Json.Nodes;
using Amazon.Runtime;
using CloudTrailEnricher.Backfill;

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>The backfill's functions under the same faults: a batch that fails is run again, as the state machine does.</summary>
public sealed class BackfillFaultTests(AwsEmulator emulator, WireFaultTable table)
{
    private const int MaxAttempts = 100;

    private static readonly HashSet<WireCall> Made =
        [WireCall.ReadFile, WireCall.FindCopy, WireCall.PutCopy, WireCall.CopyUnchanged, WireCall.PutItem, WireCall.Query];

    public static TheoryData<WireCall, WireFault> EveryFault =>
        [.. FaultPlan.Possible.Where(call => Made.Contains(call.Key))
            .SelectMany(call => call.Value.Select(fault => new TheoryDataRow<WireCall, WireFault>(call.Key, fault)))];

    [Theory]
    [MemberData(nameof(EveryFault))]
    public async Task A_backfill_ends_in_right_copies_under_every_fault_of_every_call(WireCall call, WireFault fault)
    {
        var plan = FaultPlan.EverRarer(call, fault);
        table.Add(plan);
        var wire = new FaultyHttpHandler(plan);
        using var aws = await Deployment.CreateAsync(emulator, configure: Configure);
        using var upload = await Deployment.CreateAsync(emulator, aws.Bucket);
        string redacted = TestFiles.Key("redacted"), signIn = TestFiles.Key("signin"), plain = TestFiles.Key("plain");
        await upload.UploadAsync(redacted, TestFiles.LogFile(HandlerTests.Redacted));
        await upload.UploadAsync(signIn, TestFiles.LogFile(HandlerTests.SignIn));
        await upload.UploadAsync(plain, TestFiles.LogFile(HandlerTests.Plain));
        var batch = Batch(aws.Bucket, redacted, signIn, plain);

        await RunAsync(aws.Composition.BackfillIndex.HandleAsync);
        await RunAsync(aws.Composition.BackfillEnrich.HandleAsync);

        Assert.InRange(wire.Plan.Injected, 1, int.MaxValue);
        Assert.Equal($$"""{"Records":[{{HandlerTests.Recovered}}]}""", await upload.DownloadTextAsync("enriched/" + redacted));
        Assert.Equal(await upload.DownloadAsync(signIn), await upload.DownloadAsync("enriched/" + signIn));
        Assert.Equal(await upload.DownloadAsync(plain), await upload.DownloadAsync("enriched/" + plain));
        Assert.Equal(3, (await upload.KeysAsync("enriched/")).Count);
        Assert.Empty(await upload.ReceiveAsync());

        void Configure(ClientConfig config)
        {
            config.HttpClientFactory = new FaultyHttpClients(wire);
            config.MaxErrorRetry = 0;
        }

        async Task RunAsync(Func<string, CancellationToken, Task<string>> handle)
        {
            var delivery = new Redelivery(aws, wire);
            for (var attempt = 1; !await IsDoneAsync(delivery, handle, batch); attempt++)
            {
                Assert.True(attempt < MaxAttempts, $"the backfill does not end: {string.Join('\n', aws.Log.Lines.TakeLast(5))}");
            }
        }
    }

    /// <summary>Runs a batch; false where a file of it, or all of it, failed, so that a second run is due.</summary>
    private static async Task<bool> IsDoneAsync(Redelivery delivery, Func<string, CancellationToken, Task<string>> handle, string batch)
    {
        try
        {
            return (int)JsonNode.Parse(await delivery.InvokeAsync(token => handle(batch, token)))!["failed"]! == 0;
        }
        catch (BackfillException)
        {
            return false;
        }
    }

    private static string Batch(string bucket, params IEnumerable<string> keys) => new JsonObject
    {
        ["BatchInput"] = new JsonObject { ["bucket"] = bucket, ["from"] = "2024-05-06", ["to"] = "2024-05-06" },
        ["Items"] = new JsonArray([.. keys.Select(key => new JsonObject { ["Key"] = key, ["Size"] = 1000 })]),
    }.ToJsonString();
}
