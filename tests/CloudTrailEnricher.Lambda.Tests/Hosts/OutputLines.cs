using System.Text;

namespace CloudTrailEnricher.Lambda.Tests.Hosts;

/// <summary>Reads what was written line by line.</summary>
internal static class OutputLines
{
    public static IReadOnlyList<string> Lines(this MemoryStream output) =>
        Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
