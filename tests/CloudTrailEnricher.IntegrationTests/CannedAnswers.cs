using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>Stands for AWS and answers as a test says, which an emulator does not: with refusals.</summary>
internal sealed class CannedAnswers : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerRequest, (int Status, string Body)> _answer;

    public CannedAnswers(Func<HttpListenerRequest, (int Status, string Body)> answer)
    {
        _answer = answer;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _ = AnswerAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>An error as S3 writes it.</summary>
    public static string S3Error(string code, string message, string more = "") =>
        $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>""";

    /// <summary>An error as DynamoDB writes it.</summary>
    public static string TableError(string code, string message) =>
        $$"""{"__type":"com.amazon.coral.service#{{code}}","message":"{{message}}"}""";

    /// <summary>A page of a listing.</summary>
    public static string Listing(IEnumerable<string> keys) =>
        "<ListBucketResult><IsTruncated>false</IsTruncated>"
        + string.Concat(keys.Select(key => $"<Contents><Key>{key}</Key><ETag>\"e\"</ETag><Size>1</Size></Contents>")) + "</ListBucketResult>";

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var (status, body) = _answer(context.Request);
            context.Response.StatusCode = status;
            context.Response.ContentLength64 = Encoding.UTF8.GetByteCount(body);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}
