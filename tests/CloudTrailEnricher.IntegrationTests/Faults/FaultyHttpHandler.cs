using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>Stands between the SDK and the network, and lets calls meet the faults of a plan.</summary>
internal sealed class FaultyHttpHandler(FaultPlan plan) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    /// <summary>What happens when a call gets no answer: a test lets the function's time be up.</summary>
    public Action? OnSlow { get; set; }

    /// <summary>Whether calls go through as they are: those that a test makes in the services' place.</summary>
    public bool Paused { get; set; }

    public FaultPlan Plan => plan;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = WireCalls.Of(request);
        var fault = Paused || call == WireCall.Other ? WireFault.None : plan.Next(call);
        if (fault == WireFault.None)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        plan.Count(call, fault);
        switch (fault)
        {
            case WireFault.Throttled:
                return Throttled(call, request);
            case WireFault.ResetBefore:
                throw Reset();
            case WireFault.ResetAfter:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw Reset();
            case WireFault.CutShort:
                return await CutShortAsync(await base.SendAsync(request, cancellationToken), cancellationToken);
            case WireFault.PreconditionFailedBefore:
                return PreconditionFailed(request);
            case WireFault.PreconditionFailedAfter:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                return PreconditionFailed(request);
            case WireFault.ConflictBefore:
                return Conflict(request);
            case WireFault.ConflictAfter:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                return Conflict(request);
            case WireFault.ErrorInside:
                return Xml(request, HttpStatusCode.OK, "InternalError", "We encountered an internal error. Please try again.");
            case WireFault.PartialPage:
                return await PartialPageAsync(request, cancellationToken);
            case WireFault.EmptyPage:
                return await EmptyPageAsync(request, cancellationToken);
            case WireFault.PartialFailure:
                return await PartialFailureAsync(request, cancellationToken);
            default:
                OnSlow?.Invoke();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw Reset();
        }
    }

    private static HttpRequestException Reset() => new(
        HttpRequestError.ConnectionError, "Connection reset by peer", new IOException(
            "Connection reset by peer", new SocketException((int)SocketError.ConnectionReset)));

    private static HttpResponseMessage Throttled(WireCall call, HttpRequestMessage request) => call switch
    {
        WireCall.PutItem or WireCall.Query or WireCall.DeleteItem => Json(
            request,
            HttpStatusCode.BadRequest,
            """{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded."}"""),
        WireCall.Send => Json(
            request,
            HttpStatusCode.ServiceUnavailable,
            """{"__type":"com.amazonaws.sqs#ServiceUnavailable","message":"The request has failed due to a temporary failure of the server."}"""),
        _ => Xml(request, HttpStatusCode.ServiceUnavailable, "SlowDown", "Please reduce your request rate."),
    };

    private static HttpResponseMessage PreconditionFailed(HttpRequestMessage request) =>
        Xml(
            request,
            HttpStatusCode.PreconditionFailed,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold");

    private static HttpResponseMessage Conflict(HttpRequestMessage request) => Xml(
        request, HttpStatusCode.Conflict, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting " +
            "operation against this resource.");

    /// <summary>An error of S3; to a HEAD only its status, as there is no body.</summary>
    private static HttpResponseMessage Xml(HttpRequestMessage request, HttpStatusCode status, string code, string message) => new(status)
    {
        RequestMessage = request,
        Content = request.Method == HttpMethod.Head
            ? new ByteArrayContent([])
            : new StringContent(
                $"<?xml version=\"1.0\" " +
                $"encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>",
                Encoding.UTF8,
                "application/xml"),
    };

    private static HttpResponseMessage Json(HttpRequestMessage request, HttpStatusCode status, string json) => new(status)
    {
        RequestMessage = request,
        Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.0"),
    };

    private static async Task<HttpResponseMessage> CutShortAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var whole = response.Content;
        var body = await whole.ReadAsByteArrayAsync(cancellationToken);
        response.Content = new StreamContent(new MemoryStream(body, 0, body.Length / 2));
        foreach (var (name, values) in whole.Headers)
        {
            response.Content.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content.Headers.ContentLength = body.Length;
        return response;
    }

    private async Task<HttpResponseMessage> PartialPageAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = await ReadAsync(request, cancellationToken);
        query["Limit"] = 1;
        return await SendAsync(request, query, cancellationToken);
    }

    private static async Task<HttpResponseMessage> EmptyPageAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = await ReadAsync(request, cancellationToken);
        if (query["ExclusiveStartKey"] is JsonObject { Count: > 0 } start)
        {
            return Json(request, HttpStatusCode.OK, NothingUpTo(start.DeepClone()));
        }

        var values = query["ExpressionAttributeValues"]!;
        return Json(
            request,
            HttpStatusCode.OK,
            NothingUpTo(
                new JsonObject { ["principalArn"] = values[":partition"]!.DeepClone(), ["session"] = values[":prefix"]!.DeepClone() }));

        static string NothingUpTo(JsonNode key) =>
            new JsonObject { ["Count"] = 0, ["ScannedCount"] = 0, ["Items"] = new JsonArray(), ["LastEvaluatedKey"] = key }.ToJsonString();
    }

    /// <summary>Takes every other message of a batch, beginning with the second.</summary>
    private async Task<HttpResponseMessage> PartialFailureAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var batch = await ReadAsync(request, cancellationToken);
        var entries = batch["Entries"]!.AsArray();
        var refused = entries.Where((_, at) => at % 2 == 0).ToArray();
        foreach (var entry in refused)
        {
            entries.Remove(entry);
        }

        var answer = new JsonObject { ["Successful"] = new JsonArray() };
        if (entries.Count > 0)
        {
            using var response = await SendAsync(request, batch, cancellationToken);
            answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        }

        answer["Failed"] = new JsonArray([.. refused.Select(entry => new JsonObject
        {
            ["Id"] = entry!["Id"]!.DeepClone(),
            ["Code"] = "InternalError",
            ["Message"] = "try again",
            ["SenderFault"] = false,
        })]);
        return Json(request, HttpStatusCode.OK, answer.ToJsonString());
    }

    private static async Task<JsonObject> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();

    /// <summary>Sends another body than the SDK made. Its signature is wrong then; no emulator looks.</summary>
    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, JsonObject body, CancellationToken cancellationToken)
    {
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0");
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Gives the SDK clients that go through a <see cref="FaultyHttpHandler"/>.</summary>
internal sealed class FaultyHttpClients(FaultyHttpHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(handler, disposeHandler: false) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => true;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
}
