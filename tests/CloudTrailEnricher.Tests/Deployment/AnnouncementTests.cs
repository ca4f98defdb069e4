using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>How the two kinds of bucket announce log files to pass 1.</summary>
public sealed partial class AnnouncementTests
{
    private const string LogFile = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/31/111122223333_CloudTrail_eu-west-1_20260131T0000Z_AbCdEfGhIjKlMnOp.json.gz";
    private const string InOrganization = "AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/eu-west-1/2026/01/31/111122223333_CloudTrail_eu-west-1_20260131T0000Z_AbCdEfGhIjKlMnOp.json.gz";
    private const string Digest = "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/01/31/111122223333_CloudTrail-Digest_eu-west-1_trail_eu-west-1_20260131T000000Z.json.gz";
    private const string Insight = "AWSLogs/111122223333/CloudTrail-Insight/eu-west-1/2026/01/31/111122223333_CloudTrail-Insight_eu-west-1_20260131T0000Z_AbCdEfGhIjKlMnOp.json.gz";

    [Theory]
    [InlineData("AWSLogs/plain.json.gz")]
    [InlineData("a+b c%20d/AWSLogs/x.json.gz")]
    [InlineData("100%/AWSLogs/x.json.gz")]
    [InlineData("with \"quotes\", back\\slash and 'apostrophe'/AWSLogs/x.json.gz")]
    [InlineData("schöne Grüße, 日本語, 😀/AWSLogs/x.json.gz")]
    [InlineData("<key>/$.detail/{}/AWSLogs/x.json.gz")]
    public void What_EventBridge_sends_is_read_as_the_same_object(string key)
    {
        var announcement = Announcement.Parse(Transform(ObjectCreated(key)));

        var created = Assert.Single(announcement.Objects);
        Assert.Equal(0, announcement.Ignored);
        Assert.Equal(
            new ObjectCreated(new LogObject("trail-logs", key))
            {
                EventTime = new DateTimeOffset(2026, 1, 31, 0, 4, 5, TimeSpan.Zero),
                ETag = "b57f9512698f4b09e608f4f2a65852e5",
                Size = 29_797,
                Sequencer = "00617F08299329D189",
            },
            created);
    }

    [Fact]
    public void What_EventBridge_sends_is_an_S3_event_marked_as_not_encoded()
    {
        var expected = JsonNode.Parse(
            """
            {
              "Records": [
                {
                  "eventVersion": "2.1",
                  "eventSource": "aws:events",
                  "awsRegion": "eu-west-1",
                  "eventTime": "2026-01-31T00:04:05Z",
                  "eventName": "ObjectCreated:Put",
                  "s3": {
                    "s3SchemaVersion": "1.0",
                    "bucket": { "name": "trail-logs" },
                    "object": { "key": "a b", "size": 29797, "eTag": "b57f9512698f4b09e608f4f2a65852e5", "sequencer": "00617F08299329D189" }
                  }
                }
              ]
            }
            """)!;
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(Transform(ObjectCreated("a b")))!.ToJsonString());
    }

    [Theory]
    [InlineData("", LogFile)]
    [InlineData("", InOrganization)]
    [InlineData("o-a1b2c3d4e5/", "o-a1b2c3d4e5/" + InOrganization)]
    [InlineData("trails/of us/", "trails/of us/" + LogFile)]
    [InlineData("trails/of us/", "trails/of us/" + InOrganization)]
    [InlineData("a+b=50%/", "a+b=50%/" + LogFile)]
    public void The_rule_matches_log_files_in_every_layout(string trailPrefix, string key) => Assert.True(RuleMatches(trailPrefix, key));

    [Theory]
    [InlineData("", "enriched/" + LogFile)]
    [InlineData("", "enriched/" + InOrganization)]
    [InlineData("trails/", "enriched/trails/" + LogFile)]
    [InlineData("trails/", "trails/enriched/trails/" + LogFile)]
    [InlineData("", Digest)]
    [InlineData("", Insight)]
    [InlineData("", "AWSLogs/111122223333/Config/eu-west-1/2026/1/31/ConfigHistory/x.json.gz")]
    [InlineData("", "AWSLogs/111122223333/CloudTrail/")]
    [InlineData("trails/", LogFile)]
    [InlineData("trails/", "other/" + LogFile)]
    public void The_rule_matches_nothing_else(string trailPrefix, string key) => Assert.False(RuleMatches(trailPrefix, key));

    [Fact]
    public void The_rule_listens_to_one_bucket_and_to_creations_with_one_wildcard()
    {
        var pattern = Stack.With(("TrailPrefix", "trails/")).Properties("LogFileCreatedRule")["EventPattern"]!;
        Assert.Equal(
            """{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["trail-logs"]},"object":{"key":[{"wildcard":"trails/AWSLogs/*/CloudTrail/*.json.gz"}]}}}""",
            pattern.ToJsonString());
    }

    [Fact]
    public void What_EventBridge_cannot_deliver_is_kept()
    {
        var target = Assert.Single((JsonArray)Stack.Plain.Properties("LogFileCreatedRule")["Targets"]!)!;
        Assert.Equal("IndexFunction.Arn", (string?)target["Arn"]);
        Assert.Equal("IndexDeadLetterQueue.Arn", (string?)target["DeadLetterConfig"]!["Arn"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trails/")]
    [InlineData("a+b c%20d=e/f_g.h-i/")]
    public void A_new_buckets_notification_filters_by_the_encoded_prefix(string trailPrefix)
    {
        var stack = Stack.With(("CreateBucket", "true"), ("TrailPrefix", trailPrefix));
        var notification = Assert.Single((JsonArray)stack.Properties("LogBucket")["NotificationConfiguration"]!["LambdaConfigurations"]!)!;

        Assert.Equal("s3:ObjectCreated:*", (string?)notification["Event"]);
        Assert.Equal("IndexFunction.Arn", (string?)notification["Function"]);
        var rules = ((JsonArray)notification["Filter"]!["S3Key"]!["Rules"]!).ToDictionary(
            rule => (string)rule!["Name"]!, rule => (string)rule!["Value"]!);
        Assert.Equal(S3ObjectKey.Encode(trailPrefix + "AWSLogs/"), rules["prefix"]);
        Assert.Equal(".json.gz", rules["suffix"]);
    }

    [Fact]
    public void An_existing_bucket_is_not_touched()
    {
        Assert.DoesNotContain("LogBucket", Stack.Plain.Resources.Keys);
        Assert.DoesNotContain("LogBucketPolicy", Stack.Plain.Resources.Keys);
        Assert.Contains("LogFileCreatedRule", Stack.Plain.Resources.Keys);
        Assert.DoesNotContain("LogFileCreatedRule", Stack.With(("CreateBucket", "true")).Resources.Keys);
    }

    private static JsonObject ObjectCreated(string key) => new()
    {
        ["version"] = "0",
        ["id"] = "17793124-05d4-b198-2fde-7ededc63b103",
        ["detail-type"] = "Object Created",
        ["source"] = "aws.s3",
        ["account"] = "111122223333",
        ["time"] = "2026-01-31T00:04:05Z",
        ["region"] = "eu-west-1",
        ["resources"] = new JsonArray("arn:aws:s3:::trail-logs"),
        ["detail"] = new JsonObject
        {
            ["version"] = "0",
            ["bucket"] = new JsonObject { ["name"] = "trail-logs" },
            ["object"] = new JsonObject
            {
                ["key"] = key,
                ["size"] = 29_797,
                ["etag"] = "b57f9512698f4b09e608f4f2a65852e5",
                ["sequencer"] = "00617F08299329D189",
            },
            ["reason"] = "PutObject",
        },
    };

    /// <summary>
    /// What EventBridge does: a placeholder without quotes becomes the value's JSON (EventBridge manual, "Amazon EventBridge input
    /// transformation").
    /// </summary>
    private static string Transform(JsonObject eventBridge)
    {
        var target = Assert.Single((JsonArray)Stack.Plain.Properties("LogFileCreatedRule")["Targets"]!)!;
        var paths = (JsonObject)target["InputTransformer"]!["InputPathsMap"]!;
        var template = (string)target["InputTransformer"]!["InputTemplate"]!;
        Assert.DoesNotContain("\"<", template, StringComparison.Ordinal);
        return Placeholder.Replace(template, match =>
        {
            JsonNode? value = eventBridge;
            foreach (var name in ((string)paths[match.Groups["name"].Value]!).Split('.').Skip(1))
            {
                value = value![name];
            }

            return value!.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        });
    }

    private static bool RuleMatches(string trailPrefix, string key)
    {
        var pattern = Stack.With(("TrailPrefix", trailPrefix)).Properties("LogFileCreatedRule")["EventPattern"]!;
        var wildcard = (string)Assert.Single((JsonArray)pattern["detail"]!["object"]!["key"]!)!["wildcard"]!;
        return Matches(wildcard, key);
    }

    /// <summary>EventBridge's wildcard: "*" is any number of any characters, slashes too; everything else is itself.</summary>
    private static bool Matches(ReadOnlySpan<char> wildcard, ReadOnlySpan<char> text)
    {
        if (wildcard is not ['*', .. var rest])
        {
            return wildcard.IsEmpty ? text.IsEmpty : !text.IsEmpty && wildcard[0] == text[0] && Matches(wildcard[1..], text[1..]);
        }

        for (var skipped = 0; skipped <= text.Length; skipped++)
        {
            if (Matches(rest, text[skipped..]))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex("<(?<name>[a-z]+)>")]
    private static partial Regex Placeholder { get; }
}
