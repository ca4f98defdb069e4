using System.Text.Json;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>A message is the same whichever way it comes in: as a named file, as a file in a folder, on standard input.</summary>
public sealed class RecognitionTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    public static TheoryData<string> Announcing => new(Messages(Workplace.EventFor(("b", "x.json.gz"))));

    public static TheoryData<string> AnnouncingNothing => new(
    [
        """{"Records":[]}""",
        "CloudTrail validation message.",
        "CloudTrail validation message.\n",
        """{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}""",
        """{"detail-type":"AWS API Call via CloudTrail","detail":{"eventVersion":"1.08"}}""",
        """{"Type":"Notification","Message":"CloudTrail validation message."}""",
    ]);

    [Theory]
    [MemberData(nameof(Announcing))]
    public async Task What_announces_a_log_file_leads_to_it_by_every_way(string message)
    {
        foreach (var way in Ways(message, withLog: true))
        {
            var result = await way();
            Assert.True(result.Success);
            Assert.Equal((1, 1, 0, 0, 0), result.Counts);
            Assert.Equal(["x.json.gz"], _place.Files("out/enriched"));
        }
    }

    [Theory]
    [MemberData(nameof(AnnouncingNothing))]
    public async Task What_announces_nothing_is_passed_over_by_every_way(string message)
    {
        foreach (var way in Ways(message, withLog: false))
        {
            var result = await way();
            Assert.False(result.Success);
            Assert.Equal((0, 0, 0, 0, 0), result.Counts);
            Assert.Equal(
                "otherMessage 1: message.json",
                Assert.Single(result.PassedOver).Replace("standard input", "message.json", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_log_file_on_standard_input_is_read()
    {
        var result = await Workplace.ReplayAsync(_place.Options("out") with { Inputs = ["-"] }, File(Redacted(), SwitchRole()));
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(["standard-input.json"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task Standard_input_that_is_named_twice_is_read_once()
    {
        var result = await Workplace.ReplayAsync(_place.Options("out") with { Inputs = ["-", "-"] }, File(Redacted(), SwitchRole()));
        Assert.Equal((1, 1), (result.Total("enriched"), result.Total("failed")));
    }

    [Fact]
    public async Task A_digest_that_lies_beside_log_files_is_passed_over()
    {
        _place.WriteGzip("logs/123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20240115T101500Z.json.gz", "{}");
        _place.WriteGzip("logs/123456789012_CloudTrail_us-east-1_20240115T1010Z_AAAAAAAAAAAAAAAA.json.gz", File(Redacted(), SwitchRole()));
        var result = await _place.ReplayAsync("logs");
        Assert.True(result.Success);
        Assert.Equal((1, 1, 0, 0, 0), result.Counts);
        Assert.Equal(
            ["otherDelivery 1: 123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20240115T101500Z.json.gz"], result.PassedOver);
    }

    /// <summary>An S3 event as it is, and in all wrappings that AWS puts around it.</summary>
    private static IEnumerable<string> Messages(string message)
    {
        var text = JsonSerializer.Serialize(message);
        yield return message;
        yield return "\uFEFF" + message;
        yield return $$"""{"Type":"Notification","Message":{{text}}}""";
        yield return $$"""{"Records":[{"messageId":"1","eventSource":"aws:sqs","body":{{text}}}]}""";
        yield return $$$"""{"Records":[{"EventSource":"aws:sns","Sns":{"Message":{{{text}}}} }]}""";
        yield return $$"""{"Records":[{"eventSource":"aws:sqs","body":{{JsonSerializer.Serialize($$"""{"Type":"Notification","Message":{{text}}}""")}}}]}""";
        yield return """{"s3Bucket":"b","s3ObjectKey":["x.json.gz"]}""";
        yield return """{"detail-type":"Object Created","detail":{"bucket":{"name":"b"},"object":{"key":"x.json.gz"}}}""";
    }

    private IEnumerable<Func<Task<ReplayOutcome>>> Ways(string message, bool withLog)
    {
        _place.Write("in/message.json", message);
        if (withLog)
        {
            _place.WriteGzip("in/b/x.json.gz", File(Redacted(), SwitchRole()));
        }

        yield return () => _place.ReplayAsync("in/message.json");
        yield return () => _place.ReplayAsync("in");
        yield return async () =>
        {
            var (_, output, _) = await _place.RunProgramInAsync("in", ["-", "--format", "json", "--out", _place.PathOf("out")], message);
            var json = JsonDocument.Parse(output).RootElement;
            var outcome = new ReplayOutcome(Success: true, json);
            return outcome with { Success = outcome.Counts is { Files: > 0, Failed: 0 } };
        };
    }
}
