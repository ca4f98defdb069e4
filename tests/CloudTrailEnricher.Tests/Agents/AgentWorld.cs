using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Tests.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CloudTrailEnricher.Tests.Agents.AgentSamples;

namespace CloudTrailEnricher.Tests.Agents;

/// <summary>One random schedule of both passes. Everything happens on one thread, so that the seed decides all of it.</summary>
internal sealed class AgentWorld : IEnrichQueue
{
    private const int MostFaults = 12;
    private const int DeepestNesting = 2;

    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 9, 1, 9, 5, 0, TimeSpan.Zero));
    private readonly InMemoryLogStore _bucket = new();
    private readonly List<LogObject> _unindexed;
    private readonly List<(EnrichRequest Request, DateTimeOffset Due)> _messages = [];
    private readonly Dictionary<LogObject, string> _texts = [];
    private readonly IndexPass _index;
    private readonly EnrichPass _enrich;
    private int _depth;

    public AgentWorld(int seed)
    {
        _random = new Random(seed);
        Files = [.. Generate()];
        _unindexed = [.. Files];
        var ports = new AgentPorts(_bucket, BeforeCallAsync, Check);
        var options = new PassOptions { SettleTime = TimeSpan.FromMinutes(_random.Next(3) == 0 ? 0 : 15) };
        _index = new IndexPass(ports, ports, ports, this, options, NullLogger<IndexPass>.Instance);
        _enrich = new EnrichPass(ports, new RememberedEvidence(ports, _time), ports, this, options, _time, NullLogger<EnrichPass>.Instance);
    }

    public IReadOnlyList<LogObject> Files { get; }

    /// <summary>How many calls failed.</summary>
    public long Faults { get; private set; }

    /// <summary>What went wrong; null if nothing.</summary>
    public string? Violation { get; private set; }

    public string TextOf(LogObject file) => _texts[file];

    public string? CopyOf(LogObject file) =>
        _bucket.Copies.Contains(CopyName(file)) ? Encoding.UTF8.GetString(_bucket.ContentOf(CopyName(file))) : null;

    /// <summary>Does one thing; false where nothing is left.</summary>
    public async Task<bool> StepAsync()
    {
        var visible = _messages.Count(message => message.Due <= _time.GetUtcNow());
        if (_unindexed.Count + visible > 0 && (_messages.Count == visible || _random.Next(10) > 0))
        {
            await (_random.Next(_unindexed.Count + visible) < _unindexed.Count ? IndexAsync() : EnrichAsync());
            return true;
        }

        if (_messages.Count > visible)
        {
            _time.SetUtcNow(_messages.Select(message => message.Due).Where(due => due > _time.GetUtcNow()).Min());
            return true;
        }

        return false;
    }

    public Task SendAsync(IReadOnlyCollection<EnrichRequest> requests, TimeSpan delay, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
        {
            // As text, as in a queue; now and then twice.
            var read = EnrichMessage.Parse(EnrichMessage.Write(request), force: false)[0];
            _messages.AddRange(Enumerable.Repeat((read, _time.GetUtcNow() + delay), _random.Next(12) == 0 ? 2 : 1));
        }

        return Task.CompletedTask;
    }

    private static LogObject CopyName(LogObject file) => file with { Key = "enriched/" + file.Key };

    private async Task IndexAsync()
    {
        var file = _unindexed[_random.Next(_unindexed.Count)];
        _unindexed.Remove(file);
        try
        {
            await _index.RunAsync(new ObjectCreated(file) { EventTime = _time.GetUtcNow() }, CancellationToken.None);
        }
        catch (InjectedFaultException)
        {
            _unindexed.Add(file);
        }
    }

    private async Task EnrichAsync()
    {
        var visible = _messages.Where(message => message.Due <= _time.GetUtcNow()).ToArray();
        var message = visible[_random.Next(visible.Length)];
        _messages.Remove(message);
        try
        {
            await _enrich.RunAsync(message.Request, CancellationToken.None);
        }
        catch (InjectedFaultException)
        {
            _messages.Add(message with { Due = _time.GetUtcNow() + TimeSpan.FromMinutes(1) });
        }
    }

    /// <summary>
    /// What happens between two calls of a pass: now and then, all of something else. Says whether the call fails, before or after it took
    /// effect.
    /// </summary>
    private async Task<Fault?> BeforeCallAsync()
    {
        if (_depth < DeepestNesting && _random.Next(8) == 0)
        {
            _depth++;
            await StepWithoutTimeAsync();
            _depth--;
        }

        var fault = Faults < MostFaults ? _random.Next(50) switch { 0 => Fault.FailedBefore, 1 => Fault.FailedAfter, _ => (Fault?)null } : null;
        Faults += fault is null ? 0 : 1;
        return fault;
    }

    private Task StepWithoutTimeAsync()
    {
        var canEnrich = _messages.Exists(message => message.Due <= _time.GetUtcNow());
        return _unindexed.Count > 0 && (!canEnrich || _random.Next(2) == 0) ? IndexAsync()
            : canEnrich ? EnrichAsync()
            : Task.CompletedTask;
    }

    /// <summary>A copy that replaces another never says less of a record.</summary>
    private void Check(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        foreach (var (was, becomes) in Ranks(before).Zip(Ranks(after)))
        {
            if (becomes < was)
            {
                Violation ??= $"{Encoding.UTF8.GetString(before.Span)}\nwas replaced by\n{Encoding.UTF8.GetString(after.Span)}";
            }
        }
    }

    private static int[] Ranks(ReadOnlyMemory<byte> copy)
    {
        using var document = JsonDocument.Parse(copy);
        return
        [
            .. document.RootElement.GetProperty("Records").EnumerateArray().Select(
                record => record.TryGetProperty("enrichment", out var enrichment)
                    ? enrichment.GetProperty("match").GetString() switch { "ambiguous" => 2, "mcpCall" => 1, _ => 0 }
                    : 0),
        ];
    }

    private IEnumerable<LogObject> Generate()
    {
        var files = Enumerable.Range(0, 2 + _random.Next(4)).Select(_ => new List<string>()).ToArray();
        for (var request = 1 + _random.Next(5); request > 0; request--)
        {
            var arn = Samples.Arn + _random.Next(2);
            for (var times = 1 + (_random.Next(4) == 0 ? 1 : 0); times > 0; times--)
            {
                Any().Add(Caused($"r-{request}", arn: arn));
            }

            var calls = _random.Next(6) switch
            {
                0 => [],
                1 => [(1, CallerAddress), (1, CallerAddress)],
                2 => [(1, CallerAddress), (2, CallerAddress)],
                3 => [(1, CallerAddress), (2, "192.0.2.9")],
                _ => new[] { (1, CallerAddress) },
            };
            foreach (var (call, address) in calls)
            {
                Any().Add(Call(Request($"r-{request}"), $"m-{request}-{call}", address: address, arn: arn));
            }
        }

        for (var number = 0; number < files.Length; number++)
        {
            var file = new LogObject(
                "trail",
                $"AWSLogs/{Samples.Account}/CloudTrail/us-east-1/2026/09/01/{Samples.Account}_CloudTrail_us-east-1_20260901T0905Z_{number:D16}.json.gz");
            _texts[file] = Samples.File([.. files[number]]);
            _bucket.AddSource(file, new SourceFile(Samples.Utf8(_texts[file]), $"e{number}", _time.GetUtcNow(), default));
            yield return file;
        }

        List<string> Any() => files[_random.Next(files.Length)];
    }
}
