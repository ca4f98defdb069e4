using Amazon.SQS.Model;

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>Plays S3, SQS and Lambda towards both handlers: what fails is delivered again.</summary>
internal sealed class Redelivery(Deployment aws, FaultyHttpHandler wire)
{
    /// <summary>More than any test needs.</summary>
    private const int MaxAttempts = 1_000;

    private readonly Queue<Message> _again = [];

    /// <summary>How many invocations of Index and messages of Enrich failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Announces objects until Index has taken them.</summary>
    public async Task AnnounceAsync(params IEnumerable<string> keys)
    {
        var announcement = aws.EventFor(keys);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            try
            {
                await InvokeAsync(token => aws.Index.HandleAsync(announcement, token));
                return;
            }
            catch (IOException)
            {
                Failures++;
            }
        }

        Assert.Fail($"Index does not get it done: {string.Join('\n', aws.Log.Lines.TakeLast(5))}");
    }

    /// <summary>Runs Enrich until no message is left that is due.</summary>
    public async Task DrainDueAsync()
    {
        for (var round = 0; await NextAsync() is { Count: > 0 } messages; round++)
        {
            Assert.True(round < MaxAttempts, $"Enrich does not get it done: {string.Join('\n', aws.Log.Lines.TakeLast(5))}");
            var failed = await InvokeAsync(token => aws.Enrich.HandleAsync([.. messages.Select(Deployment.ToQueued)], token));
            Failures += failed.Count;
            foreach (var message in messages.Where(message => failed.Contains(message.MessageId)))
            {
                _again.Enqueue(message);
            }
        }
    }

    /// <summary>Runs Enrich until no message is left, whatever time that takes by the test's clock.</summary>
    public async Task DrainAsync()
    {
        do
        {
            await DrainDueAsync();
        }
        while (aws.GoToNextDue());
    }

    /// <summary>
    /// Lets the clock go on, as pauses between attempts go by it, until the handler is done; a slow answer means that its time is up.
    /// </summary>
    public async Task<T> InvokeAsync<T>(Func<CancellationToken, Task<T>> handler)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        wire.OnSlow = () => _ = deadline.CancelAsync();
        var invocation = handler(deadline.Token);
        while (await Task.WhenAny(invocation, Task.Delay(5, CancellationToken.None)) != invocation)
        {
            aws.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        return await invocation;
    }

    private async Task<IReadOnlyList<Message>> NextAsync()
    {
        wire.Paused = true;
        var messages = await aws.ReceiveAsync();
        wire.Paused = false;
        while (messages.Count < 10 && _again.TryDequeue(out var message))
        {
            messages.Add(message);
        }

        return messages;
    }
}
