using System.Buffers;
using System.Text.Json;
using CloudTrailEnricher.Functions.Logging;

namespace CloudTrailEnricher.Functions.Metrics;

/// <summary>
/// Writes metrics as log lines that CloudWatch takes them from ("Specification: Embedded metric format"): no call, no permission, and no
/// metric filter that could miss. The metrics have no dimensions: each dimension's value would be a metric of its own, and be paid for.
/// </summary>
/// <param name="output">Where lines go: only standard output itself reaches CloudWatch unchanged.</param>
/// <param name="metricsNamespace">The namespace of the metrics.</param>
/// <param name="time">The clock.</param>
internal sealed class EmbeddedMetrics(LineOutput output, string metricsNamespace, TimeProvider time)
{
    /// <summary>Writes one line.</summary>
    /// <param name="metrics">The metrics, each name once; at most 100 (the specification's bound). None writes nothing.</param>
    public void Write(params IReadOnlyList<Metric> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            WriteDirective(json, metrics);
            foreach (var metric in metrics)
            {
                json.WriteNumber(metric.Name, metric.Value);
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        output.Write(line.WrittenSpan);
    }

    /// <summary>Which of the line's members are metrics.</summary>
    private void WriteDirective(Utf8JsonWriter json, IReadOnlyList<Metric> metrics)
    {
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", metricsNamespace);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var metric in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", metric.Name);
            json.WriteString("Unit", metric.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
