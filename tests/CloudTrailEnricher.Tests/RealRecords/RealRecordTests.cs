using System.Text.Json;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Requirements;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Tests.RealRecords;

/// <summary>Public sets of real records, where they lie beside the repository. They are not part of it.</summary>
[Needs<PublicDataSets>]
public sealed class RealRecordTests
{
    private const RedactedFields Both = RedactedFields.SourceIPAddress | RedactedFields.UserAgent;

    private static readonly string Sets = PublicDataSets.Folder;

    [Theory]
    [InlineData("clickops-notifier-2022/tests/test_data/1.json", Recoverability.NotRedacted)]
    [InlineData("clickops-notifier-2022/tests/test_data/2.json", Recoverability.NotRedacted)]
    [InlineData("clickops-notifier-2022/tests/test_data/3.json", Recoverability.NotRedacted)]
    [InlineData("clickops-notifier-2022/tests/test_data/4.json", Recoverability.NotRedacted)]
    [InlineData("clickops-notifier-2022/tests/test_data/5.json", Recoverability.Recoverable)]
    [InlineData("clickops-notifier-2022/tests/test_data/6.json", Recoverability.Recoverable)]
    [InlineData("clickops-notifier-2022/tests/test_data/CreateVpc_Issue.json", Recoverability.Recoverable)]
    [InlineData("clickops-notifier-2022/tests/test_data/DeleteVPC_Issue.json", Recoverability.Recoverable)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-appmesh-create-mesh.json", Recoverability.NotRedacted)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-appmesh-create-virtualgateway.json", Recoverability.NotRedacted)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-appmesh-create-virtualnode.json", Recoverability.NotRedacted)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-appelb-add-tags.json", Recoverability.Recoverable)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-create-distribution.json", Recoverability.Recoverable)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-create-efs-mount-target.json", Recoverability.NotRedacted)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-create-rest-stage.json", Recoverability.Recoverable)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-hsm-create-cluster.json", Recoverability.NotRedacted)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-tag-distribution.json", Recoverability.Recoverable)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-tag-rest-stage.json", Recoverability.Recoverable)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-cloud-trail-update-distribution.json", Recoverability.Recoverable)]
    [InlineData(
        "cloud-custodian-2022/tests/data/cwe/event-cloud-trail-update-efs-mount-target-security-group.json",
        Recoverability.NotRedacted)]
    [InlineData("cloud-custodian-2022/tests/data/cwe/event-transit-gateway-delete-vpc-attachment.json", Recoverability.Recoverable)]
    [InlineData("stelligent-2022/rec-00.json", Recoverability.Recoverable)]
    [InlineData("stelligent-2022/rec-01.json", Recoverability.Recoverable)]
    [InlineData("stelligent-2022/rec-02.json", Recoverability.InvokedByService)]
    [InlineData("stelligent-2022/rec-03.json", Recoverability.InvokedByService)]
    [InlineData("stelligent-2022/rec-04.json", Recoverability.Recoverable)]
    [InlineData("stelligent-2022/rec-05.json", Recoverability.NotRedacted)]
    [InlineData("stelligent-2022/rec-06.json", Recoverability.NotRedacted)]
    [InlineData("stelligent-2022/rec-07.json", Recoverability.NotRedacted)]
    [InlineData("stelligent-2022/rec-08.json", Recoverability.NotRedacted)]
    [InlineData("stelligent-2022/rec-09.json", Recoverability.Recoverable)]
    [InlineData("stelligent-2022/rec-10.json", Recoverability.Recoverable)]
    [InlineData("stelligent-2022/rec-11.json", Recoverability.NotRedacted)]
    public void A_real_record_is_classified_as_its_set_says(string file, Recoverability expected)
    {
        var redaction = Classify(Single(File(file)));
        Assert.Equal(expected, redaction.Recoverability);
        Assert.Equal(expected == Recoverability.NotRedacted ? RedactedFields.None : Both, redaction.Fields);
    }

    [Theory]
    [InlineData(0, RedactedFields.None, Recoverability.NotRedacted)]
    [InlineData(1, RedactedFields.UserAgent, Recoverability.NoSession)]
    [InlineData(2, RedactedFields.UserAgent, Recoverability.NotFromConsole)]
    [InlineData(3, RedactedFields.UserAgent, Recoverability.NoSession)]
    [InlineData(4, RedactedFields.None, Recoverability.NotRedacted)]
    [InlineData(5, RedactedFields.None, Recoverability.NotRedacted)]
    [InlineData(6, RedactedFields.None, Recoverability.NotRedacted)]
    [InlineData(7, RedactedFields.None, Recoverability.NotRedacted)]
    [InlineData(8, RedactedFields.None, Recoverability.NotRedacted)]
    public void A_real_record_of_2024_is_classified_field_by_field(int at, RedactedFields fields, Recoverability expected)
    {
        using var document = JsonDocument.Parse(File("cloudtrail-to-slack-2024/src/tests/test_events.json"));
        var redaction = Classify(document.RootElement.GetProperty("test_events")[at].GetProperty("event").GetRawText());
        Assert.Equal((fields, expected), (redaction.Fields, redaction.Recoverability));
    }

    [Fact]
    public void Of_one_real_day_every_redacted_agent_is_recovered_and_no_address_changed()
    {
        var folder = Path.Combine(Sets, "invictus-2023", "CloudTrail");
        var files = Directory.GetFiles(folder, "*.json").Select(System.IO.File.ReadAllText).ToArray();
        var index = new InMemoryEvidence();
        foreach (var file in files)
        {
            index.Put(Samples.Scan(file).Evidence);
        }

        var enriched = files.Select(file => Samples.EnrichWith(file, index)).ToArray();
        Assert.Equal((2900, 226, 226, 192), (
            enriched.Sum(file => file.Counts.Records),
            enriched.Sum(file => file.Counts.RedactedFields),
            enriched.Sum(file => file.Counts.Recovered),
            enriched.Sum(file => file.Counts.InvokedByService)));
        Assert.Equal(files.SelectMany(Addresses), enriched.SelectMany(file => Addresses(file.Text)));
        Assert.Equal(170, enriched.SelectMany(file => Addresses(file.Text)).Count(address => address == "AWS Internal"));
    }

    private static IEnumerable<string?> Addresses(string file)
    {
        using var document = JsonDocument.Parse(file);
        return
        [
            .. document.RootElement.GetProperty("Records")
                .EnumerateArray()
                .Select(record => record.GetProperty("sourceIPAddress").GetString()),
        ];
    }

    private static string File(string name) => System.IO.File.ReadAllText(Path.Combine(Sets, name));

    /// <summary>The one record of a file: the document itself, or what is wrapped in it.</summary>
    private static string Single(string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var wrapper in new[] { "event", "detail" })
        {
            if (document.RootElement.TryGetProperty(wrapper, out var record))
            {
                return record.GetRawText();
            }
        }

        return text;
    }

    private static Redaction Classify(string record) => Redaction.Find(RecordParser.Parse(Samples.Utf8(record), maxDepth: 64));
}
