using System.Net;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>
/// Stands before the emulator and lets it write one thing after the other: AWS checks a condition and writes in one step, moto in two that
/// can interleave. Processes cannot be given the clients of <see cref="EmulatorClients"/>.
/// </summary>
internal sealed class AtomicFront : IAsyncDisposable
{
    private static readonly string[] NotPassedOn =
    [
        "Host",
        "Connection",
        "Content-Length",
        "Transfer-Encoding",
        "Expect",
        "Date",
        "Server",
        "Keep-Alive",
    ];

    private readonly HttpClient _emulator = new(new SocketsHttpHandler { UseProxy = false });
    private readonly SemaphoreSlim _writing = new(1);
    private readonly HttpListener _listener = new();
    private readonly Uri _behind;
    private readonly Task _serving;

    public AtomicFront(Uri behind)
    {
        _behind = behind;
        Endpoint = new Uri($"http://127.0.0.1:{EmulatorProcess.FreePort()}/");
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public Uri Endpoint { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _emulator.Dispose();
        _writing.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = PassOnAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassOnAsync(HttpListenerContext context)
    {
        try
        {
            using var request = await ReadAsync(context.Request);
            using var response = await SendAsync(request);
            await AnswerAsync(context, response);
        }
        catch (Exception e) when (
            e is HttpListenerException or HttpRequestException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was killed, or the test is over.
            context.Response.Abort();
        }
    }

    private async Task<HttpRequestMessage> ReadAsync(HttpListenerRequest from)
    {
        var body = new MemoryStream();
        await from.InputStream.CopyToAsync(body);
        if (body.Length != Math.Max(0, from.ContentLength64))
        {
            throw new IOException("the client is gone, half of its request is missing");
        }

        var target = new Uri(
            _behind.GetLeftPart(UriPartial.Authority) + from.RawUrl,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(from.HttpMethod), target);
        if (from.HasEntityBody || from.HttpMethod is "PUT" or "POST")
        {
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var name in from.Headers.AllKeys.OfType<string>().Except(NotPassedOn, StringComparer.OrdinalIgnoreCase))
        {
            if (!request.Headers.TryAddWithoutValidation(name, from.Headers[name]))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, from.Headers[name]);
            }
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        var writes = request.Method == HttpMethod.Put
            || (request.Headers.TryGetValues("X-Amz-Target", out var targets) && targets.Single().EndsWith(".PutItem", StringComparison.Ordinal));
        if (!writes)
        {
            return await _emulator.SendAsync(request);
        }

        await _writing.WaitAsync();
        try
        {
            return await _emulator.SendAsync(request);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        var passedOn = response.Headers.Concat(response.Content.Headers)
            .Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase));
        foreach (var (name, values) in passedOn)
        {
            context.Response.AddHeader(name, string.Join(", ", values));
        }

        if (context.Request.HttpMethod != "HEAD")
        {
            var body = await response.Content.ReadAsByteArrayAsync();
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
        }

        context.Response.Close();
    }
}
