using System.Net.Http.Headers;

namespace CloudTrailEnricher.IntegrationTests.Faults;

/// <summary>The HTTP calls that the product makes.</summary>
public enum WireCall
{
    /// <summary>One that only tests make.</summary>
    Other,
    ReadFile,
    FindCopy,
    PutCopy,
    CopyUnchanged,
    PutItem,
    Query,
    DeleteItem,
    Send,
}

/// <summary>Tells calls apart by what the SDK sends.</summary>
internal static class WireCalls
{
    public static WireCall Of(HttpRequestMessage request)
    {
        if (Header(request.Headers, "X-Amz-Target") is { } target)
        {
            return target[(target.IndexOf('.') + 1)..] switch
            {
                "PutItem" => WireCall.PutItem,
                "Query" => WireCall.Query,
                "DeleteItem" => WireCall.DeleteItem,
                "SendMessageBatch" => WireCall.Send,
                _ => WireCall.Other,
            };
        }

        var isObject = request.RequestUri!.AbsolutePath.Trim('/').Contains('/');
        return request.Method.Method switch
        {
            "GET" when isObject => WireCall.ReadFile,
            "HEAD" when isObject => WireCall.FindCopy,
            "PUT" when isObject => Header(request.Headers, "x-amz-copy-source") is null ? WireCall.PutCopy : WireCall.CopyUnchanged,
            _ => WireCall.Other,
        };
    }

    private static string? Header(HttpRequestHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;
}
