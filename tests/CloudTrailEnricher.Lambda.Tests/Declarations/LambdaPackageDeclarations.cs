// The public members of Amazon.Lambda.Core 3.2, Amazon.Lambda.S3Events 4.0 and Amazon.Lambda.Serialization.SystemTextJson 3.0 that the
// managed host uses, with the packages' own namespaces, names and signatures, so that the host's source files compile and run here too.
// A member that the host does not use is not declared: a host that uses more does not compile until it is.
#nullable disable // as the packages are
#pragma warning disable IDE0130, CA1720 // namespaces and names are the packages' own

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Amazon.Lambda.Core
{
    /// <summary>What the runtime tells of an invocation.</summary>
    public interface ILambdaContext
    {
        string AwsRequestId { get; }

        TimeSpan RemainingTime { get; }
    }
}

namespace Amazon.Lambda.S3Events
{
    /// <summary>An S3 notification.</summary>
    public sealed class S3Event
    {
        public sealed class S3EventNotificationRecord
        {
            public string EventName { get; set; }

            public string EventSource { get; set; }

            public DateTime EventTime { get; set; }

            public S3Entity S3 { get; set; }
        }

        public sealed class S3Entity
        {
            public S3BucketEntity Bucket { get; set; }

            public S3ObjectEntity Object { get; set; }
        }

        public sealed class S3BucketEntity
        {
            public string Name { get; set; }
        }

        public sealed class S3ObjectEntity
        {
            public string Key { get; set; }

            public long Size { get; set; }

            public string ETag { get; set; }

            public string Sequencer { get; set; }
        }
    }
}

namespace Amazon.Lambda.Serialization.SystemTextJson
{
    /// <summary>Wraps whatever goes wrong with JSON.</summary>
    public sealed class JsonSerializerException(string message, Exception cause = null) : Exception(message, cause);

    /// <summary>Reads with a source-generated context, which it makes with options of its own.</summary>
    public sealed class SourceGeneratorLambdaJsonSerializer<TSGContext>
        where TSGContext : JsonSerializerContext
    {
        private readonly TSGContext _context = (TSGContext)Activator.CreateInstance(
            typeof(TSGContext), new JsonSerializerOptions { PropertyNameCaseInsensitive = true, Converters = { new TimeConverter() } });

        public T Deserialize<T>(Stream requestStream)
        {
            try
            {
                var type = _context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
                    ?? throw new JsonSerializerException($"{typeof(T)} is not registered in {typeof(TSGContext)}");
                return JsonSerializer.Deserialize(requestStream, type);
            }
            catch (Exception e)
            {
                throw new JsonSerializerException($"not a {typeof(T)}: {e.Message}", e);
            }
        }

        /// <summary>The package's reads the same texts, and seconds since 1970.</summary>
        private sealed class TimeConverter : JsonConverter<DateTime>
        {
            public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                reader.TokenType == JsonTokenType.Number ? DateTime.UnixEpoch.AddSeconds(reader.GetDouble())
                : reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var time) ? time
                : throw new JsonSerializerException($"no time: {reader.TokenType}");

            public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
                writer.WriteStringValue(value);
        }
    }
}
