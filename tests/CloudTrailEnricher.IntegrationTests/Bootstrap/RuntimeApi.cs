using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>Lambda's side of the Runtime API, version 2018-06-01, for one process.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly Channel<(string Id, DateTimeOffset Deadline, string Payload)> _waiting =
        Channel.CreateUnbounded<(string Id, DateTimeOffset Deadline, string Payload)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Answer>> _answers = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastId;

    public RuntimeApi()
    {
        (_listener, Address) = Listen();
        _serving = ServeAsync();
    }

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> says.</summary>
    public string Address { get; }

    /// <summary>Ends when the process asks for work for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What the process says about a start that failed.</summary>
    public Task<Answer> InitErrorAsync() => AnswerTo("init").Task;

    /// <summary>Lets the process work on a payload.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="timeLeft">How long until the deadline.</param>
    public async Task<Answer> InvokeAsync(string payload, TimeSpan timeLeft)
    {
        var id = $"request-{Interlocked.Increment(ref _lastId)}";
        var answer = AnswerTo(id);
        await _waiting.Writer.WriteAsync((id, DateTimeOffset.UtcNow + timeLeft, payload));
        return await answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _listener.Close();
        await _serving;
    }

    private static (HttpListener Listener, string Address) Listen()
    {
        while (true)
        {
            var address = $"127.0.0.1:{EmulatorProcess.FreePort()}";
            var listener = new HttpListener { Prefixes = { $"http://{address}/2018-06-01/runtime/" } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private TaskCompletionSource<Answer> AnswerTo(string id) =>
        _answers.GetOrAdd(id, _ => new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await ServeAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or ChannelClosedException)
        {
            // The test is over, or the process is gone.
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        switch (context.Request.HttpMethod, context.Request.Url!.AbsolutePath["/2018-06-01/runtime/".Length..].Split('/'))
        {
            case ("GET", ["invocation", "next"]):
                _ready.TrySetResult();
                var (id, deadline, payload) = await _waiting.Reader.ReadAsync();
                context.Response.AddHeader("Lambda-Runtime-Aws-Request-Id", id);
                context.Response.AddHeader("Lambda-Runtime-Deadline-Ms", $"{deadline.ToUnixTimeMilliseconds()}");
                context.Response.AddHeader(
                    "Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1");
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(payload));
                context.Response.Close();
                break;
            case ("POST", ["invocation", var answered, "response" or "error"]):
                await TakeAsync(answered, context);
                break;
            case ("POST", ["init", "error"]):
                await TakeAsync("init", context);
                break;
            default:
                context.Response.StatusCode = 404;
                context.Response.Close();
                break;
        }
    }

    private async Task TakeAsync(string id, HttpListenerContext context)
    {
        var at = Stopwatch.GetTimestamp();
        var body = await new StreamReader(context.Request.InputStream, Encoding.UTF8).ReadToEndAsync();
        context.Response.StatusCode = 202;
        context.Response.Close();
        var isError = context.Request.Url!.AbsolutePath.EndsWith("/error", StringComparison.Ordinal);
        AnswerTo(id).TrySetResult(
            new Answer(id, body, isError ? context.Request.Headers["Lambda-Runtime-Function-Error-Type"] ?? "" : null, at));
    }
}

/// <summary>What became of an invocation, or of the start.</summary>
/// <param name="RequestId">The invocation.</param>
/// <param name="Body">JSON.</param>
/// <param name="ErrorType">The kind of error; null where it is none.</param>
/// <param name="At">When it came, by <see cref="Stopwatch.GetTimestamp"/>.</param>
internal sealed record Answer(string RequestId, string Body, string? ErrorType, long At);
