using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Writes the result as one page that needs nothing else: the files in <c>Page/</c> put together, with the data as JSON. The page's policy
/// forbids network, and runs the page's own script only, by its hash.
/// </summary>
internal static class HtmlReport
{
    /// <summary>The page's script, in the order in which it is read.</summary>
    private static readonly string[] Scripts = ["page.js", "overview.js", "timeline.js", "sessions.js", "unresolved.js"];

    /// <summary>The page.</summary>
    public static string Render(CompletedReplay result, ReportHeading heading)
    {
        var style = Read("page.css");
        var script = string.Concat(Scripts.Select(Read));
        var json = new ArrayBufferWriter<byte>();
        ReportData.Write(json, result, heading);
        return Read("page.html")
            .Replace("{{style-hash}}", Hash(style), StringComparison.Ordinal)
            .Replace("{{script-hash}}", Hash(script), StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
            .Replace("{{data}}", Encoding.UTF8.GetString(json.WrittenSpan), StringComparison.Ordinal);
    }

    private static string Read(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser hashes the text with line feeds, whatever the checkout made of them.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
