using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Tests.Passes;

public sealed class MemoryBudgetTests
{
    private const long MB = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 100, 14)]
    [InlineData(10, 100, 2)]
    [InlineData(120, 100, 1)]
    [InlineData(null, 100, 3)]
    public async Task Large_files_are_not_worked_on_together_beyond_the_budget(int? sizeInMB, int budgetInMB, int together)
    {
        using var memory = new MemoryBudget(budgetInMB * MB);
        var shares = new List<IDisposable>();
        for (var file = 0; file < together; file++)
        {
            shares.Add(await memory.TakeAsync(sizeInMB * MB, Token));
        }

        var next = memory.TakeAsync(sizeInMB * MB, Token);
        Assert.False(next.IsCompleted);

        shares[0].Dispose();
        (await next).Dispose();
        shares.ForEach(share => share.Dispose());
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_takes_no_memory()
    {
        using var memory = new MemoryBudget(20 * MB);
        using var giveUp = new CancellationTokenSource();
        var share = await memory.TakeAsync(4 * MB, Token);
        var waiting = memory.TakeAsync(4 * MB, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        share.Dispose();

        (await memory.TakeAsync(120 * MB, Token)).Dispose();
    }

    [Fact]
    public async Task Large_files_of_one_batch_are_enriched_one_after_the_other_on_the_live_path_too()
    {
        var store = new CountingStore();
        using var memory = new MemoryBudget(400 * MB);
        var pass = new EnrichPass(
            store, new InMemoryEvidence(), new InMemoryWaitingList(), new InMemoryEnrichQueue(), new PassOptions
            {
                SettleTime =
                TimeSpan.Zero
            }, TimeProvider.System, NullLogger<EnrichPass>.Instance);
        var handler = new EnrichHandler(pass, "trail", memory, NullLogger<EnrichHandler>.Instance);
        var messages = Enumerable.Range(0, 4).Select(number => new QueuedMessage(
            $"{number}",
            EnrichMessage.Write(new EnrichRequest(new ObjectCreated(new LogObject(
                "trail", $"AWSLogs/{Samples.Account}/CloudTrail/us-east-1/2022/03/17/{Samples.Account}_CloudTrail_us-east-1_20220317T0200Z_{number:D16}.json.gz"))
            {
                Size = 120 * MB,
            }))));

        Assert.Empty(await handler.HandleAsync([.. messages], Token));

        Assert.Equal((4, 1), (store.Reads, store.MaxAtOnce));
    }

    /// <summary>A bucket that counts how many files are being read at once.</summary>
    private sealed class CountingStore : ILogStore
    {
        private readonly Lock _lock = new();
        private int _now;

        public int Reads { get; private set; }

        public int MaxAtOnce { get; private set; }

        public async Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Reads++;
                MaxAtOnce = Math.Max(MaxAtOnce, ++_now);
            }

            await Task.Yield();
            lock (_lock)
            {
                _now--;
            }

            return new SourceFile(Samples.Utf8(Samples.File(Samples.Redacted())), "e", DateTimeOffset.UnixEpoch, default);
        }

        public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken) =>
            Task.FromResult<PublishedCopy?>(null);

        public Task<bool> TryPutCopyAsync(
            LogObject copy,
            ReadOnlyMemory<byte> content,
            ContentHeaders headers,
            CopyDescription description,
            PublishedCopy? replaces,
            CancellationToken cancellationToken) =>
            Task.FromResult(true);

        public Task<bool> CopyAsync(
            LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken) =>
            Task.FromResult(true);
    }
}
