using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.S3Events;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using CloudTrailEnricher.Passes;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<CloudTrailEnricher.Lambda.EventSerializer>))]

namespace CloudTrailEnricher.Lambda;

/// <summary>The events and answers, read and written without reflection.</summary>
[JsonSerializable(typeof(S3Event))]
[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
[JsonSerializable(typeof(IndexSummary))]
public sealed partial class EventSerializer : JsonSerializerContext;
