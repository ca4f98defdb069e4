using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.Tests.Agents;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>What an analyst finds in Athena.</summary>
public sealed class AthenaTests
{
    /// <summary>A record with every field of CloudTrail's record contents, but for those whose shape depends on the service.</summary>
    private const string FullRecord =
        """
        {
          "eventVersion": "1.11",
          "userIdentity": {
            "type": "AssumedRole", "principalId": "p", "arn": "a", "accountId": "1", "accessKeyId": "k", "userName": "u", "invokedBy": "i",
            "sessionContext": {
              "attributes": { "mfaAuthenticated": "true", "creationDate": "2026-01-31T00:00:00Z" },
              "sessionIssuer": { "type": "Role", "principalId": "p", "arn": "a", "accountId": "1", "userName": "u" },
              "ec2RoleDelivery": "2.0",
              "webIdFederationData": { "federatedProvider": "f", "attributes": { "any": "x" } }
            },
            "onBehalfOf": { "userId": "u", "identityStoreArn": "a" }
          },
          "eventTime": "t", "eventSource": "s", "eventName": "n", "awsRegion": "r", "sourceIPAddress": "i", "userAgent": "u",
          "errorCode": "c", "errorMessage": "m", "requestParameters": "{}", "responseElements": "{}", "additionalEventData": "{}",
          "requestID": "q", "eventID": "e", "eventType": "t", "apiVersion": "v", "managementEvent": true, "readOnly": true,
          "resources": [ { "type": "t", "ARN": "a", "accountId": "1" } ],
          "recipientAccountId": "1", "serviceEventDetails": "{}", "sharedEventID": "s", "vpcEndpointId": "v", "vpcEndpointAccountId": "1",
          "eventCategory": "Management",
          "addendum": { "reason": "r", "updatedFields": "u", "originalRequestID": "q", "originalEventID": "e" },
          "sessionCredentialFromConsole": "true", "edgeDeviceDetails": "{}",
          "tlsDetails": { "tlsVersion": "v", "cipherSuite": "c", "clientProvidedHostHeader": "h" }
        }
        """;

    [Theory]
    [InlineData("EnrichedTable")]
    [InlineData("OriginalTable")]
    public void Every_field_of_a_record_has_a_column(string table)
    {
        var record = (JsonObject)JsonNode.Parse(FullRecord)!;
        var columns = Columns(table);
        Assert.Empty(record.SelectMany(field => columns.TryGetValue(field.Key.ToLowerInvariant(), out var type)
            ? type.Missing(field.Value, field.Key)
            : [field.Key]));
        Assert.Equal(record.Select(field => field.Key.ToLowerInvariant()).Append("enrichment").Order(), columns.Keys.Order());
    }

    [Fact]
    public void Everything_that_the_program_says_of_an_enriched_record_has_a_place_in_its_column()
    {
        var enrichment = JsonNode.Parse("{" + WriteEnrichment()[1..] + "}")!["enrichment"];
        var type = Columns("EnrichedTable")["enrichment"];

        Assert.Empty(type.Missing(enrichment, "enrichment"));
        Assert.Empty(type.Missing(JsonNode.Parse(AgentSamples.Found()), "enrichment"));
        Assert.Empty(type.Missing(JsonNode.Parse(AgentSamples.NotFound("noAgentRecord")), "enrichment"));
        Assert.Equal(["addressdiffers", "agent", "candidates", "evidence", "fields", "match", "origin", "reason", "recovered", "sessionaddresses", "version"], type.Fields.Keys.Order());
        Assert.Equal(["addressdiffers", "candidates", "evidence", "match"], type.Fields["fields"].Fields["useragent"].Fields.Keys.Order());
        Assert.Equal(["awsregion", "eventid", "eventname", "eventtime"], type.Fields["evidence"].Fields.Keys.Order());
    }

    [Fact]
    public void Both_tables_have_one_shape()
    {
        Assert.Equal(Table("EnrichedTable")["StorageDescriptor"]!["Columns"]!.ToJsonString(), Table("OriginalTable")["StorageDescriptor"]!["Columns"]!.ToJsonString());
        Assert.Equal(Table("EnrichedTable")["PartitionKeys"]!.ToJsonString(), Table("OriginalTable")["PartitionKeys"]!.ToJsonString());
    }

    [Theory]
    [InlineData("EnrichedTable", "", "", "s3://trail-logs/enriched/AWSLogs/${account}/CloudTrail/${region}/${day}")]
    [InlineData("OriginalTable", "", "", "s3://trail-logs/AWSLogs/${account}/CloudTrail/${region}/${day}")]
    [InlineData("EnrichedTable", "trails/", "o-a1b2c3d4e5", "s3://trail-logs/enriched/trails/AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/${region}/${day}")]
    [InlineData("OriginalTable", "o-a1b2c3d4e5/", "o-a1b2c3d4e5", "s3://trail-logs/o-a1b2c3d4e5/AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/${region}/${day}")]
    public void A_partition_lies_where_its_files_lie(string table, string trailPrefix, string organization, string location)
    {
        var stack = Stack.With(("TrailPrefix", trailPrefix), ("OrganizationId", organization));
        Assert.Equal(location, (string?)Table(table, stack)["Parameters"]!["storage.location.template"]);
    }

    [Theory]
    [InlineData("", "", "enum", "111122223333", "")]
    [InlineData("o-a1b2c3d4e5", "444455556666,777788889999", "enum", "444455556666,777788889999", "")]
    [InlineData("o-a1b2c3d4e5", "", "injected", null, "account = ? AND ")]
    public void Accounts_are_listed_or_named_by_the_query(
        string organization, string accounts, string type, string? values, string condition)
    {
        var stack = Stack.With(("OrganizationId", organization), ("LogAccountIds", accounts));
        var parameters = Table("EnrichedTable", stack)["Parameters"]!;
        Assert.Equal(type, (string?)parameters["projection.account.type"]);
        Assert.Equal(values, (string?)parameters["projection.account.values"]);
        Assert.All(stack.OfType("AWS::Athena::NamedQuery"), query => Assert.Contains($"WHERE {condition}day BETWEEN ? AND ?", (string?)query.Properties["QueryString"], StringComparison.Ordinal));
    }

    [Fact]
    public void The_saved_queries_answer_five_questions() =>
        Assert.Equal(
            [
                "enricher what was recovered", "enricher console events by address", "enricher sessions seen from two addresses",
                "enricher calls made by agents",
                "enricher who was behind this AWS Internal",
            ],
            Stack.Plain.OfType("AWS::Athena::NamedQuery").Select(query => (string?)query.Properties["Name"]));

    private static JsonNode Table(string table, Stack? stack = null) => (stack ?? Stack.Plain).Properties(table)["TableInput"]!;

    private static Dictionary<string, HiveType> Columns(string table) =>
        ((JsonArray)Table(table)["StorageDescriptor"]!["Columns"]!).ToDictionary(column => (string)column!["Name"]!, column => HiveType.Parse((string)column!["Type"]!));

    /// <summary>The largest <c>enrichment</c>: two fields, decided differently.</summary>
    private static string WriteEnrichment()
    {
        Assert.True(SessionKey.TryCreate("arn:aws:iam::111122223333:user/alice", "2026-01-31T00:00:00Z", out var session));
        var signIn = new Evidence(session, EvidenceKind.SignIn, "ConsoleLogin", "1", session.CreationDate, "us-east-1", "198.51.100.7", null);
        var sibling = new Evidence(session, EvidenceKind.BrowserSibling, "ListBuckets", "2", session.CreationDate, "eu-west-1", "198.51.100.7", "Mozilla/5.0");
        var evidence = new SessionEvidence([signIn, sibling]);
        var json = new ArrayBufferWriter<byte>();
        EnrichmentJson.Write(
            json,
            RedactedFields.Both,
            evidence.Decide(RedactedFields.Both, session.CreationDate, ownAddress: null),
            evidence);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
