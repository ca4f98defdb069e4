using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// Live passes in random orders with repeats, then a backfill, over sessions whose evidence disagrees. What readers learn from the copies
/// must be what a replay over the same files gives. The environment variable LIVE_ORDERS says how many orders are tried.
/// </summary>
public sealed class LiveThenBackfillTests
{
    private static readonly int Orders =
        int.TryParse(Environment.GetEnvironmentVariable("LIVE_ORDERS"), CultureInfo.InvariantCulture, out var orders) ? orders : 200;

    private static readonly DateTimeOffset Start = new(2022, 3, 17, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Live_passes_in_any_order_then_a_backfill_give_the_values_and_marks_of_a_replay()
    {
        var differences = new List<string>();
        for (var seed = 0; seed < Orders && differences.Count == 0; seed++)
        {
            var run = new Run(seed);
            await run.LiveAsync();
            differences.AddRange(await run.CompareAsync(isFinalKept: true));
            await run.BackfillAsync();
            differences.AddRange(await run.CompareAsync(isFinalKept: false));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>One order.</summary>
    private sealed class Run : IEnrichQueue
    {
        private static readonly PassOptions Live = new();
        private static readonly PassOptions Backfill = new() { HandOver = false, NoteProvisional = false, SettleTime = TimeSpan.Zero };

        private readonly int _seed;
        private readonly Random _random;
        private readonly IReadOnlyList<(LogObject File, byte[] Content)> _files;
        private readonly List<(EnrichRequest Request, DateTimeOffset Due)> _messages = [];
        private readonly InMemoryLogStore _store = new();
        private readonly InMemoryEvidence _evidence = new();
        private readonly InMemoryWaitingList _waiting = new();
        private readonly FakeTimeProvider _time = new(Start);

        public Run(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _files = MovingSessions.Generate(seed);
            AddSources(_store);
        }

        /// <summary>Every file is announced one to three times and every message is delivered one or two times, in any order.</summary>
        public async Task LiveAsync()
        {
            var index = new IndexPass(_store, _evidence, _waiting, this, Live, NullLogger<IndexPass>.Instance);
            var remembered = new RememberedEvidence(_evidence, _time);
            var enrich = new EnrichPass(_store, remembered, _waiting, this, Live, _time, NullLogger<EnrichPass>.Instance);
            var announced = _files.SelectMany(file => Enumerable.Repeat(file.File, 1 + _random.Next(3))).ToArray();
            _random.Shuffle(announced);
            var waiting = new Queue<LogObject>(announced);
            while (waiting.Count + _messages.Count > 0)
            {
                var due = _messages.FindAll(message => message.Due <= _time.GetUtcNow());
                if (due.Count > 0 && (waiting.Count == 0 || _random.Next(2) == 0))
                {
                    var message = due[_random.Next(due.Count)];
                    if (_random.Next(4) != 0)
                    {
                        _messages.Remove(message);
                    }

                    await enrich.RunAsync(message.Request, CancellationToken.None);
                }
                else if (waiting.TryDequeue(out var file))
                {
                    await index.RunAsync(new ObjectCreated(file) { EventTime = _time.GetUtcNow() }, CancellationToken.None);
                }

                _time.Advance(TimeSpan.FromSeconds(_random.Next(600)));
            }
        }

        /// <summary>Pass 1 over all files, then pass 2 over all files, as a deployment runs them.</summary>
        public async Task BackfillAsync()
        {
            var index = new IndexPass(_store, _evidence, _waiting, this, Backfill, NullLogger<IndexPass>.Instance);
            var enrich = new EnrichPass(_store, _evidence, _waiting, this, Backfill, _time, NullLogger<EnrichPass>.Instance);
            foreach (var (file, _) in _files)
            {
                await index.RunAsync(new ObjectCreated(file), CancellationToken.None);
            }

            foreach (var (file, _) in _files)
            {
                await enrich.RunAsync(new EnrichRequest(new ObjectCreated(file)), CancellationToken.None);
            }
        }

        /// <summary>What differs from a fresh replay.</summary>
        /// <param name="isFinalKept">Whether what sign-ins told when a copy was made may differ.</param>
        public async Task<IEnumerable<string>> CompareAsync(bool isFinalKept)
        {
            var replay = await ReplayAsync();
            var differences = new List<string>();
            foreach (var (file, _) in _files)
            {
                var (made, expected) = (Read(_store, file), Read(replay, file));
                Assert.Equal(expected.Keys, made.Keys);
                differences.AddRange(expected
                    .Where(session => made[session.Key].Values != session.Value.Values && !(isFinalKept && made[session.Key].IsFinal))
                    .Select(
                        session => $"seed {_seed}, {file.Key[^12..]}, {session.Key}:\n{made[session.Key].Values}\ninstead " +
                            $"of\n{session.Value.Values}"));
            }

            return differences;
        }

        private async Task<InMemoryLogStore> ReplayAsync()
        {
            var store = new InMemoryLogStore();
            AddSources(store);
            var evidence = new InMemoryEvidence();
            evidence.Put(_files.SelectMany(file => Samples.Scan(System.Text.Encoding.UTF8.GetString(file.Content)).Evidence));
            var enrich = new EnrichPass(
                store, evidence, new NothingWaits(), new InMemoryEnrichQueue(), Backfill, _time, NullLogger<EnrichPass>.Instance);
            foreach (var (file, _) in _files)
            {
                await enrich.RunAsync(new EnrichRequest(new ObjectCreated(file)), CancellationToken.None);
            }

            return store;
        }

        private void AddSources(InMemoryLogStore store)
        {
            foreach (var (file, content) in _files)
            {
                store.AddSource(file, new SourceFile(content, file.Key[^12..], Start, default));
            }
        }

        private static Dictionary<SessionKey, CopyReading> Read(InMemoryLogStore store, LogObject file) =>
            CopyReading.BySession(store.ContentOf(file with { Key = "enriched/" + file.Key }));

        Task IEnrichQueue.SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken)
        {
            _messages.AddRange(requests.Select(request => (request, _time.GetUtcNow() + delay)));
            return Task.CompletedTask;
        }
    }
}
