using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>Lambda's side of the Runtime API without a network: one invocation, and then it is gone.</summary>
internal sealed class RuntimeApiTransport(string requestId, DateTimeOffset deadline, string payload) : HttpMessageHandler
{
    /// <summary>X-Ray's header of every invocation.</summary>
    public const string Trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";

    private bool _taken;

    public Answer? Answer { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (request.Method.Method, request.RequestUri!.AbsolutePath["/2018-06-01/runtime/".Length..])
        {
            case ("GET", "invocation/next") when !_taken:
                _taken = true;
                return new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload)),
                    Headers =
                    {
                        { "Lambda-Runtime-Aws-Request-Id", requestId },
                        { "Lambda-Runtime-Deadline-Ms", $"{deadline.ToUnixTimeMilliseconds()}" },
                        { "Lambda-Runtime-Trace-Id", Trace },
                    },
                };
            case ("POST", var path) when path == $"invocation/{requestId}/response":
                Answer = new Answer(await request.Content!.ReadAsStringAsync(cancellationToken));
                return new HttpResponseMessage(HttpStatusCode.Accepted);
            case ("POST", var path) when path == $"invocation/{requestId}/error":
                var report = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
                Assert.Equal((string?)report["errorType"], Assert.Single(request.Headers.GetValues("Lambda-Runtime-Function-Error-Type")));
                Answer = new Answer(null, (string?)report["errorType"], (string?)report["errorMessage"]);
                return new HttpResponseMessage(HttpStatusCode.Accepted);
            default:
                throw new HttpRequestException("The Runtime API is gone.");
        }
    }
}
