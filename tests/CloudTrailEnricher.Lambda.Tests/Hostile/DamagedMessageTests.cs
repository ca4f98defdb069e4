using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests.Hostile;

/// <summary>
/// One damaged message among nine good ones, or one damaged record of an event: in both hosts it fails alone, and the nine are done.
/// Of every kind that a generator makes: odd values and names at every place, repeated, removed, cut off.
/// CASES=10000 makes as many.
/// </summary>
public sealed class DamagedMessageTests
{
    /// <summary>Both hosts work on the same buckets for as many cases; then they start afresh.</summary>
    private const int CasesTogether = 25;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("CASES"), out var asked) ? asked : 500;

    [Fact]
    public async Task A_damaged_message_among_ten_fails_alone()
    {
        var (failed, harmless) = (0, 0);
        await ForEachCaseAsync("EnrichFunction", async (enrich, seed) =>
        {
            var random = new Random(seed);
            var (damaged, at) = (Damaged(random), random.Next(10));
            var keys = await UploadAsync(enrich, seed);
            var batch = Samples.SqsBatch(
                keys.Select((key, number) => ($"m{number}", number == at ? damaged.Text : Samples.Notification(Samples.Record(key)))));

            var answer = await enrich.InvokeAsync(batch);

            var why = $"seed {seed}, {damaged.What}: {answer}";
            var isAlone = answer.Body == $$"""{"batchItemFailures":[{"itemIdentifier":"m{{at}}"}]}""";
            Assert.True(isAlone || (!damaged.MustFail && answer.Body == """{"batchItemFailures":[]}"""), why);
            var copies = enrich.Copies();
            Assert.All(keys.Where((_, number) => number != at), key => Assert.True(copies.ContainsKey("enriched/" + key), why));
            _ = isAlone ? failed++ : harmless++;
        });

        Assert.True(failed > Cases / 4 && harmless > Cases / 20, $"{failed} failed, {harmless} were harmless");
    }

    [Fact]
    public async Task A_damaged_record_among_ten_fails_alone()
    {
        var (failed, harmless) = (0, 0);
        await ForEachCaseAsync("IndexFunction", async (index, seed) =>
        {
            var random = new Random(seed);
            var at = random.Next(10);
            var keys = await UploadAsync(index, seed);
            DamagedMessage damaged;
            do
            {
                damaged = DamagedMessage.Make(Samples.Record(keys[at], more: ",\"size\":5,\"eTag\":\"e\",\"sequencer\":\"00\""), random);
            }
            while (!IsOneElement(damaged.Text));
            var indexed = index.Managed.LogLines.Count(IsIndexed);

            var answer = await index.InvokeAsync(
                Samples.Notification(keys.Select((key, number) => number == at ? damaged.Text : Samples.Record(key))));

            var why = $"seed {seed}, {damaged.What}: {answer}";
            var isAlone = answer is { ErrorType: "IOException" }
                && answer.ErrorMessage!.StartsWith("index: 1 of 10 objects failed: ", StringComparison.Ordinal);
            Assert.True(isAlone || (!damaged.MustFail && answer.Body is not null), why);
            Assert.True(index.Managed.LogLines.Count(IsIndexed) - indexed >= 9, why);
            _ = isAlone ? failed++ : harmless++;
        });

        Assert.True(failed > Cases / 4 && harmless > Cases / 20, $"{failed} failed, {harmless} were harmless");
    }

    private static bool IsIndexed(System.Text.Json.Nodes.JsonObject line) => (string?)line["eventName"] == "Indexed";

    private static async Task ForEachCaseAsync(string function, Func<BothHosts, int, Task> runAsync)
    {
        for (var seed = 0; seed < Cases; seed += CasesTogether)
        {
            using var hosts = new BothHosts(function);
            for (var one = seed; one < Math.Min(Cases, seed + CasesTogether); one++)
            {
                await runAsync(hosts, one);
            }
        }
    }

    private static async Task<string[]> UploadAsync(BothHosts hosts, int seed)
    {
        var keys = Enumerable.Range(0, 10).Select(number => Samples.Key($"{seed}x{number}")).ToArray();
        await hosts.ForEachAsync(aws =>
        {
            Array.ForEach([.. keys, Samples.Key("good")], key => aws.Upload(key, Samples.PlainFile));
            return Task.CompletedTask;
        });
        return keys;
    }

    /// <summary>A message of any form that the queue can hold, damaged, or damaged before it was wrapped in another.</summary>
    private static DamagedMessage Damaged(Random random)
    {
        var key = Samples.Key("good");
        string[] plain =
        [
            Samples.Notification(Samples.Record(key, more: ",\"size\":5,\"eTag\":\"e\",\"sequencer\":\"00\"")),
            Samples.Notification(Samples.HintedRecord(key)),
            Samples.EventBridge(key),
            Samples.TrailMessage(key),
        ];
        var message = plain[random.Next(plain.Length)];
        return random.Next(4) switch
        {
            0 => DamagedMessage.Make(Samples.Sns(message), random) with { MustFail = false },
            1 when DamagedMessage.Make(message, random) is var damaged => damaged with { Text = Samples.SqsBatch(("m", damaged.Text)) },
            _ => DamagedMessage.Make(message, random),
        };
    }

    /// <summary>Whether the damage stays within the record: the comma after it still separates two elements.</summary>
    private static bool IsOneElement(string text)
    {
        try
        {
            using var list = System.Text.Json.JsonDocument.Parse($"[{text}]");
            return list.RootElement.GetArrayLength() == 1;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
