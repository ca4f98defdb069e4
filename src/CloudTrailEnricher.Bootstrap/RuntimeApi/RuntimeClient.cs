using System.Globalization;
using System.Net.Http.Headers;
using CloudTrailEnricher.Functions;

namespace CloudTrailEnricher.Bootstrap.RuntimeApi;

/// <summary>The Lambda Runtime API, version 2018-06-01: fetches work, delivers answers.</summary>
internal sealed class RuntimeClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Makes the client.</summary>
    /// <param name="address">Host and port, as <c>AWS_LAMBDA_RUNTIME_API</c> gives them.</param>
    public RuntimeClient(string address)
        // The next invocation may be hours away, and the API is never behind the proxy that AWS may be behind.
        : this(address, new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan })
    {
    }

    /// <summary>Makes the client over another transport.</summary>
    internal RuntimeClient(string address, HttpMessageHandler transport) => _http = new HttpClient(transport)
    {
        BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Waits for the next invocation.</summary>
    /// <exception cref="HttpRequestException">The API does not answer.</exception>
    public async Task<Invocation> NextAsync()
    {
        using var response = await _http.GetAsync("invocation/next");
        response.EnsureSuccessStatusCode();
        return new Invocation(
            Header(response, "Lambda-Runtime-Aws-Request-Id")
                ?? throw new HttpRequestException("Runtime API: an invocation without Lambda-Runtime-Aws-Request-Id"),
            Deadline(Header(response, "Lambda-Runtime-Deadline-Ms")),
            Header(response, "Lambda-Runtime-Trace-Id"),
            await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Delivers an invocation's answer.</summary>
    /// <exception cref="HttpRequestException">The API refuses it.</exception>
    public Task AnswerAsync(Invocation invocation, byte[] answer) => PostAsync($"invocation/{invocation.RequestId}/response", answer);

    /// <summary>Reports that an invocation failed.</summary>
    /// <exception cref="HttpRequestException">The API refuses it.</exception>
    public Task FailAsync(Invocation invocation, ErrorReport error) => FailAsync($"invocation/{invocation.RequestId}/error", error);

    /// <summary>Reports that the function cannot start.</summary>
    /// <exception cref="HttpRequestException">The API refuses it.</exception>
    public Task FailInitAsync(ErrorReport error) => FailAsync("init/error", error);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task FailAsync(string path, ErrorReport error) => PostAsync(path, error.ToJson(), error.Type);

    private async Task PostAsync(string path, byte[] json, string? errorType = null)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static DateTimeOffset Deadline(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var sinceEpoch)
            ? DateTimeOffset.FromUnixTimeMilliseconds(sinceEpoch)
            : throw new HttpRequestException("Runtime API: an invocation without Lambda-Runtime-Deadline-Ms");

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
