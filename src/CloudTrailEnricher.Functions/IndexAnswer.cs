using System.Text.Json;
using System.Text.Json.Serialization;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Functions;

/// <summary>
/// What the Index function answers: the counts, for a person who invokes it by hand. S3 and EventBridge do not look at it.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IndexSummary))]
internal sealed partial class IndexAnswer : JsonSerializerContext
{
    public static byte[] Write(IndexSummary summary) => JsonSerializer.SerializeToUtf8Bytes(summary, Default.IndexSummary);
}
