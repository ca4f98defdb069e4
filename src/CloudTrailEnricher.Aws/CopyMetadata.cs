using System.Globalization;
using Amazon.S3.Model;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Aws;

/// <summary>What a copy says of itself, as S3 user metadata. Header values are ASCII, so the key is URL-encoded.</summary>
internal static class CopyMetadata
{
    private const string SourceBucket = "source-bucket";
    private const string SourceKey = "source-key";
    private const string SourceETag = "source-etag";
    private const string Redacted = "redacted-fields";
    private const string Recovered = "recovered-fields";
    private const string Ambiguous = "ambiguous-fields";
    private const string Unresolved = "unresolved-fields";
    private const string Version = "enricher-version";
    private const string Decisions = "decisions";
    private const string Knowledge = "evidence";
    private const string Final = "final";

    public static void Write(CopyDescription description, MetadataCollection metadata)
    {
        metadata[SourceBucket] = description.Source.Bucket;
        metadata[SourceKey] = S3ObjectKey.Encode(description.Source.Key);
        if (description.SourceETag is not null)
        {
            metadata[SourceETag] = description.SourceETag;
        }

        metadata[Redacted] = Text(description.Redacted);
        metadata[Recovered] = Text(description.Recovered);
        metadata[Ambiguous] = Text(description.Ambiguous);
        metadata[Unresolved] = Text(description.Unresolved);
        metadata[Version] = description.Version;
        metadata[Final] = description.IsFinal ? "true" : "false";
        if (description is { Decisions: { } decisions, Knowledge: { } knowledge })
        {
            metadata[Decisions] = decisions;
            metadata[Knowledge] = knowledge.Text;
        }
    }

    /// <summary>The description; null when the object has none, or not a whole one: then it is no copy of this program's.</summary>
    public static CopyDescription? Read(MetadataCollection metadata) =>
        metadata[SourceBucket] is { } bucket
        && Key(metadata[SourceKey]) is { } key
        && Number(metadata[Redacted]) is { } redacted
        && Number(metadata[Recovered]) is { } recovered
        && Number(metadata[Ambiguous]) is { } ambiguous
        && Number(metadata[Unresolved]) is { } unresolved
        && metadata[Version] is { } version
            ? new CopyDescription(new LogObject(bucket, key), metadata[SourceETag], redacted, recovered, ambiguous, unresolved, version)
            {
                Decisions = metadata[Decisions],
                Knowledge = CopyKnowledge.Parse(metadata[Knowledge]),
                IsFinal = metadata[Final] == "true",
            }
            : null;

    private static string? Key(string? encoded)
    {
        try
        {
            return encoded is null ? null : S3ObjectKey.Decode(encoded);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
