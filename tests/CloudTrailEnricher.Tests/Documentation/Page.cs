using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>A page of the documentation.</summary>
internal static partial class Page
{
    /// <summary>All pages, as paths within the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
        [
            "README.md",
            .. Directory.GetFiles(Repository.Path("docs"), "*.md")
                .Order(StringComparer.Ordinal)
                .Select(path => $"docs/{Path.GetFileName(path)}"),
        ];

    public static string Text(string page) => File.ReadAllText(Repository.Path(page)).ReplaceLineEndings("\n");

    /// <summary>The page's commands, block by block.</summary>
    public static IReadOnlyList<string> Commands(string page) => [.. Block.Matches(Text(page)).Select(block => block.Groups["text"].Value)];

    /// <summary>The page's queries.</summary>
    public static IReadOnlyList<string> Queries(string page) => [.. Query.Matches(Text(page)).Select(block => block.Groups["text"].Value)];

    /// <summary>What the page's links lead to within the repository: path and, behind a #, heading.</summary>
    public static IEnumerable<(string Path, string Heading)> Links(string page) => Link.Matches(Text(page))
        .Select(link => link.Groups["to"].Value)
        .Where(to => !to.StartsWith("http", StringComparison.Ordinal))
        .Select(to => to.Split('#', 2))
        .Select(parts => (
            Path.GetRelativePath(
                Repository.Root,
                Path.GetFullPath(
                    parts[0].Length == 0 ? Repository.Path(page) : Path.Combine(Path.GetDirectoryName(Repository.Path(page))!, parts[0]))),
            parts.Length > 1 ? parts[1] : ""));

    /// <summary>A page's headings as links name them.</summary>
    public static IEnumerable<string> Headings(string page) => Heading.Matches(Text(page))
        .Select(heading => NoLetter.Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex("^```sh\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block { get; }

    [GeneratedRegex("^```sql\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Query { get; }

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NoLetter { get; }
}
