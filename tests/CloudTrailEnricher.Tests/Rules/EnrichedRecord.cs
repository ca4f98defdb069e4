using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Tests.Rules;

/// <summary>What became of one redacted record.</summary>
/// <param name="Address">Its <c>sourceIPAddress</c>.</param>
/// <param name="Agent">Its <c>userAgent</c>.</param>
/// <param name="Enrichment">Its <c>enrichment</c> without the version, with single quotes for double ones.</param>
/// <param name="Reasons">The codes of why each field was not recovered.</param>
internal sealed record EnrichedRecord(string? Address, string? Agent, string Enrichment, (string Address, string Agent) Reasons)
{
    private static readonly CopyMaker Maker = new(new PassOptions(), collectOutcomes: true);

    /// <summary>Enriches a record by the evidence in others.</summary>
    public static EnrichedRecord Of(string redacted, params string[] evidence)
    {
        var file = Samples.File([redacted, .. evidence]);
        var index = new InMemoryEvidence();
        index.Put(Samples.Scan(file).Evidence);
        var copy = Maker.Make("test.json", new SourceFile(Samples.Utf8(file), null, default, default), Samples.Known(Samples.Scan(file), index));
        using var document = JsonDocument.Parse(copy.Content);
        var record = document.RootElement.GetProperty("Records")[0];
        var enrichment = record.GetProperty("enrichment").GetRawText();
        Assert.EndsWith($",\"version\":\"{CopyDescription.CurrentVersion}\"}}", enrichment, StringComparison.Ordinal);
        return new EnrichedRecord(
            record.GetProperty("sourceIPAddress").GetString(),
            record.GetProperty("userAgent").GetString(),
            enrichment[..enrichment.LastIndexOf(",\"version\"", StringComparison.Ordinal)].Replace('"', '\'') + "}",
            (copy.Outcomes[0].Reason.SourceIPAddress.Code(), copy.Outcomes[0].Reason.UserAgent.Code()));
    }

    /// <summary>How an enriched record names a <see cref="Samples.SwitchRole"/>.</summary>
    public static string SignIn(string id = "s-1", string time = Samples.Created) => Event("SwitchRole", id, time);

    /// <summary>How an enriched record names a <see cref="Samples.Sibling"/>.</summary>
    public static string Call(string id, string time) => Event("ListBuckets", id, time);

    /// <summary>A candidate.</summary>
    public static string Candidate(string? address, string? agent, string source) =>
        "{" + (address is null ? "" : $"'sourceIPAddress':'{address}',") + (agent is null ? "" : $"'userAgent':'{agent}',")
        + $"'evidence':{source}}}";

    /// <summary>The beginning of an <c>enrichment</c> in which both fields are recovered.</summary>
    public static string Both(string match, string source) =>
        $"{{'recovered':['sourceIPAddress','userAgent'],'match':'{match}','evidence':{source}";

    private static string Event(string name, string id, string time) =>
        $"{{'eventName':'{name}','eventID':'{id}','eventTime':'{time}','awsRegion':'us-east-1'}}";
}
