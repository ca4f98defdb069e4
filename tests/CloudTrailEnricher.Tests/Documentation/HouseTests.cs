using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>What .editorconfig cannot enforce: how long files and lines may be.</summary>
public sealed partial class HouseTests
{
    private const int MaxLines = 300;

    /// <summary><c>max_line_length</c> of .editorconfig.</summary>
    private const int MaxColumns = 140;

    private static IEnumerable<string> SourceFiles =>
        new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    [Fact]
    public void No_source_file_is_longer_than_300_lines() =>
        Assert.Equal("", string.Join('\n', SourceFiles.Where(file => File.ReadLines(Repository.Path(file)).Count() > MaxLines)));

    /// <summary>
    /// A text on one line stays on one line: a record of a log file has no line breaks, and a message can be searched for.
    /// </summary>
    [Fact]
    public void No_line_is_longer_than_140_columns_its_texts_aside()
    {
        var longLines = new List<string>();
        foreach (var file in SourceFiles)
        {
            var text = Texts.Replace(File.ReadAllText(Repository.Path(file)), "\"\"");
            longLines.AddRange(text.Split('\n').Where(line => line.Length > MaxColumns).Select(line => $"{file}: {line.Trim()}"));
        }

        Assert.Equal("", string.Join('\n', longLines));
    }

    [Fact]
    public void The_limit_of_columns_is_that_of_the_editor() =>
        Assert.Contains($"max_line_length = {MaxColumns}", File.ReadAllLines(Repository.Path(".editorconfig")));

    /// <summary>A quotation mark on its own, raw texts, verbatim texts, texts.</summary>
    [GeneratedRegex(@"'\\?""'|\$*""""""[\s\S]*?""""""+|@\$?""(?:[^""]|"""")*""|""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Texts { get; }
}
