using System.Text.RegularExpressions;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>
/// Calls that an agent made through AWS's MCP server, over the wire: one call that names more requests than one read takes.
/// </summary>
public sealed partial class AgentTests(AwsEmulator emulator)
{
    private const int Requests = 230;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_record_that_a_call_caused_names_the_agent_whichever_file_comes_first(bool callFirst)
    {
        using var aws = await Deployment.CreateAsync(emulator, settleMinutes: 15);
        string calls = TestFiles.Key("calls"), records = TestFiles.Key("records");
        await aws.UploadAsync(calls, TestFiles.LogFile(Call(Enumerable.Range(0, Requests))));
        await aws.UploadAsync(records, TestFiles.LogFile([.. Enumerable.Range(0, Requests).Select(Caused)]));

        foreach (var file in callFirst ? new[] { calls, records } : [records, calls])
        {
            await aws.Index.HandleAsync(aws.EventFor(file), TestContext.Current.CancellationToken);
            await aws.DrainDueAsync();
        }

        await aws.DrainAsync();

        var copy = await aws.DownloadTextAsync("enriched/" + records);
        Assert.Equal(Requests, Found.Count(copy));
        Assert.Equal(2 * Requests, ServerName.Count(copy.Replace("\"invokedBy\":\"aws-mcp.amazonaws.com\"", "", StringComparison.Ordinal)));
        Assert.Equal(await aws.DownloadAsync(calls), await aws.DownloadAsync("enriched/" + calls));
    }

    private static string Call(IEnumerable<int> requests) =>
        """{"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"},"eventTime":"2024-05-06T07:05:02Z","""
        + """ "eventSource":"aws-mcp.amazonaws.com","eventName":"CallReadWriteTool","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","""
        + """ "userAgent":"python-httpx/0.28.1","requestParameters":{"params":{"name":"aws___run_script"}},"eventID":"m-1","""
        + """ "eventType":"AwsMcpEvent","recipientAccountId":"111122223333","additionalEventData":{"downstreamRequests":["""
        + string.Join(
            ',', requests.Select(n => $$"""{"apiName":"sts:GetCallerIdentity","requestId":"r-{{n}}","awsRegion":"us-east-1"}"""))
        + "]}}";

    private static string Caused(int request) =>
        """{"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice","invokedBy":"aws-mcp.amazonaws.com"},"""
        + """ "eventTime":"2024-05-06T07:05:00Z","eventSource":"sts.amazonaws.com","eventName":"GetCallerIdentity","""
        + """ "awsRegion":"us-east-1","sourceIPAddress":"aws-mcp.amazonaws.com","userAgent":"aws-mcp.amazonaws.com","""
        + $$""" "requestID":"r-{{request}}","eventID":"a-{{request}}","eventType":"AwsApiCall","recipientAccountId":"111122223333"}""";

    [GeneratedRegex("\"match\":\"mcpCall\".{0,200}?\"eventID\":\"m-1\".{0,200}?\"agent\":\\{\"sourceIPAddress\":\"192\\.0\\.2\\.1\"")]
    private static partial Regex Found { get; }

    [GeneratedRegex("\":\"aws-mcp\\.amazonaws\\.com\"")]
    private static partial Regex ServerName { get; }
}
