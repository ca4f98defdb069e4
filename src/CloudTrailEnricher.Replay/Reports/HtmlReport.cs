using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Writes the result as one page that needs nothing else: the template <c>report.html</c> with the data as JSON in it. The page's policy
/// forbids network and runs the template's own script only, by its hash.
/// </summary>
internal static class HtmlReport
{
    private const string DataPlaceholder = "{{data}}";

    public static string Render(CompletedReplay result)
    {
        var page = Template();
        var json = new ArrayBufferWriter<byte>();
        ReportData.Write(json, result);
        return page
            .Replace("{{script-hash}}", Hash(page, "<script>", "</script>"), StringComparison.Ordinal)
            .Replace("{{style-hash}}", Hash(page, "<style>", "</style>"), StringComparison.Ordinal)
            .Replace(DataPlaceholder, Encoding.UTF8.GetString(json.WrittenSpan), StringComparison.Ordinal);
    }

    private static string Template()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.html")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser hashes the text with line feeds, whatever the checkout made of them.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string page, string open, string close)
    {
        var start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var end = page.IndexOf(close, start, StringComparison.Ordinal);
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page[start..end])))}";
    }
}
