using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using CloudTrailEnricher.IntegrationTests.Faults;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>
/// Both functions as processes that are killed at random moments under load. What was under way is delivered again, as S3, SQS and Lambda
/// do.
/// </summary>
public sealed class ProcessKillTests(AwsEmulator emulator, WireFaultTable table)
{
    private const int Files = 500;
    private const int FilesPerEvent = 6;
    private const int FewestKills = 20;
    private const int MostInvocations = 2000;

    [Fact]
    public async Task Every_file_gets_a_right_copy_although_processes_are_killed_again_and_again()
    {
        using var aws = await Deployment.CreateAsync(emulator);
        await using var front = new AtomicFront(emulator.Connection.Endpoint!);
        var connection = emulator.Connection with { Endpoint = front.Endpoint };
        await using var index = new MortalFunction("Index", aws, connection, seed: 1, mostKills: FewestKills);
        await using var enrich = new MortalFunction("Enrich", aws, connection, seed: 2, mostKills: FewestKills);
        var trail = new MadeUpTrail(Files, sessions: 170);
        await Parallel.ForEachAsync(
            trail.Files, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (file, _) => await aws.UploadAsync(
                file.Key, file.Value));
        var started = Stopwatch.GetTimestamp();

        var indexing = IndexAsync(aws, index, [.. trail.Files.Keys], () => index.Kills + enrich.Kills >= FewestKills);
        await Task.WhenAll(indexing, EnrichAsync(aws, enrich, () => indexing.IsCompleted));

        var kills = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Files} files, {index.Kills + enrich.Kills} processes killed (`SIGKILL`) while they worked.

            | Process | Invocations | Killed in |
            | --- | ---: | ---: |
            | Index | {index.Invocations} | {index.Kills} |
            | Enrich | {enrich.Invocations} | {enrich.Kills} |
            """);
        table.AddKills(kills);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s\n{kills}");
        Assert.InRange(index.Kills + enrich.Kills, FewestKills, int.MaxValue);
        var expected = trail.Expected;
        var copies = await aws.KeysAsync("enriched/");
        Assert.Equal(expected.Keys.Select(key => "enriched/" + key).Order(StringComparer.Ordinal), copies.Order(StringComparer.Ordinal));
        foreach (var (key, records) in expected)
        {
            Assert.Equal(
                records.Select(MadeUpTrail.Canonical), MadeUpTrail.RecordsWithoutEnrichment(await aws.DownloadAsync("enriched/" + key)));
        }
    }

    /// <summary>
    /// Announces all files, in random order; those of an event that failed or met a kill again. Lasts until there were enough kills.
    /// </summary>
    private static async Task IndexAsync(Deployment aws, MortalFunction index, string[] keys, Func<bool> enoughKills)
    {
        var random = new Random(3);
        random.Shuffle(keys);
        var events = new Queue<string[]>(keys.Chunk(FilesPerEvent));
        while (events.Count > 0 || !enoughKills())
        {
            Assert.True(index.Invocations < MostInvocations, "Index does not get it done");
            if (!events.TryDequeue(out var some))
            {
                some = random.GetItems(keys, FilesPerEvent);
            }

            if (await index.InvokeAsync(aws.EventFor(some)) is not { ErrorType: null })
            {
                events.Enqueue(some);
            }
        }
    }

    /// <summary>Takes batches off the queue until it is empty for good; what was not done is visible again.</summary>
    private static async Task EnrichAsync(Deployment aws, MortalFunction enrich, Func<bool> allIsIndexed)
    {
        while (true)
        {
            Assert.True(enrich.Invocations < MostInvocations, "Enrich does not get it done");
            var last = allIsIndexed();
            var batch = await ReceiveAsync(aws);
            if (batch.Count == 0)
            {
                if (last)
                {
                    Assert.Equal(0, await LeftAsync(aws));
                    return;
                }

                await Task.Delay(20);
                continue;
            }

            var answer = await enrich.InvokeAsync(SqsEvent.Of(batch));
            var failed = answer is { ErrorType: null } ? Failed(answer) : [.. batch.Select(message => message.MessageId)];
            await SettleAsync(aws, batch, failed);
        }
    }

    private static async Task<List<Message>> ReceiveAsync(Deployment aws) =>
        (await aws.Clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
        {
            QueueUrl = aws.QueueUrl,
            MaxNumberOfMessages = 10,
            VisibilityTimeout = 600,
            MessageAttributeNames = ["All"],
        })).Messages ?? [];

    private static async Task<int> LeftAsync(Deployment aws)
    {
        var left = await aws.Clients.Sqs.GetQueueAttributesAsync(
            aws.QueueUrl, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]);
        return left.Attributes.Values.Sum(number => int.Parse(number, CultureInfo.InvariantCulture));
    }

    private static HashSet<string> Failed(Answer answer) =>
        [.. JsonNode.Parse(answer.Body)!["batchItemFailures"]!.AsArray().Select(one => (string)one!["itemIdentifier"]!)];

    private static async Task SettleAsync(Deployment aws, List<Message> batch, HashSet<string> failed)
    {
        foreach (var message in batch)
        {
            if (failed.Contains(message.MessageId))
            {
                await aws.Clients.Sqs.ChangeMessageVisibilityAsync(aws.QueueUrl, message.ReceiptHandle, 0);
            }
            else
            {
                await aws.Clients.Sqs.DeleteMessageAsync(aws.QueueUrl, message.ReceiptHandle);
            }
        }
    }
}
