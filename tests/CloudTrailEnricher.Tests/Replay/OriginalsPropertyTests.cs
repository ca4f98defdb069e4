using System.Globalization;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>
/// Whatever the layout, the names, the links and the options: every input has its bytes, its time and its identity after the run.
/// <c>LAYOUTS=10000</c> tries that many layouts.
/// </summary>
public sealed class OriginalsPropertyTests
{
    private static readonly int Layouts = int.Parse(Environment.GetEnvironmentVariable("LAYOUTS") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_input_is_as_it_was_after_any_run_over_any_layout()
    {
        int refused = 0, wrote = 0;
        for (var seed = 0; seed < Layouts; seed++)
        {
            using var place = new Workplace();
            var layout = new RandomLayout(seed, place);
            layout.Make();
            for (var run = 0; run < 3; run++)
            {
                var options = layout.Options();
                var files = layout.Originals.Where(path => !MayBeReplaced(path, options)).ToDictionary(path => path, Workplace.State);
                try
                {
                    var result = await Workplace.ReplayAsync(options);
                    wrote += result.Total("enriched") + result.Total("copied") > 0 && options is { OutputFolder: not null } ? 1 : 0;
                }
                catch (UsageException)
                {
                    refused++;
                }

                var changed = files.Where(
                    file => !System.IO.File.Exists(file.Key) || Workplace.State(file.Key) != file.Value).Select(file => file.Key);
                Assert.True(
                    !changed.Any(),
                    $"layout {seed}, run {run}: {string.Join(", ", changed)} changed; {options}, inputs "
                    + $"{string.Join(", ", options.Inputs)}");
                layout.Originals.IntersectWith(files.Keys);
            }
        }

        // Both kinds of end must be there in numbers, or nothing was shown.
        TestContext.Current.TestOutputHelper?.WriteLine($"{Layouts} layouts, {3 * Layouts} runs: {refused} refused, {wrote} wrote copies");
        Assert.InRange(refused, Layouts / 2, 3 * Layouts);
        Assert.InRange(wrote, Layouts / 2, 3 * Layouts);
    }

    /// <summary>Where --report or --index names a file that is no input, that file is what the user wants replaced.</summary>
    private static bool MayBeReplaced(string path, ReplayOptions options) =>
        (IsSame(path, options.ReportFile) || IsSame(path, options.IndexFile)) && !Reaches(options.Inputs, path);

    private static bool IsSame(string path, string? output) =>
        output is not null
            && LocalFileSystem.Instance.FindUnfollowed(output) is { } entry
            && entry == LocalFileSystem.Instance.FindUnfollowed(path);

    /// <summary>Whether a file is an input, or below one by any way and named as inputs are.</summary>
    private static bool Reaches(IReadOnlyList<string> inputs, string file)
    {
        if (!inputs.Contains(file) && !file.EndsWith(".json", StringComparison.Ordinal) && !file.EndsWith(".json.gz", StringComparison.Ordinal))
        {
            return inputs.Any(input => System.IO.File.ResolveLinkTargetOrNull(input) == file);
        }

        var seen = new HashSet<string>();
        var waiting = new Queue<string>(inputs);
        while (waiting.TryDequeue(out var path))
        {
            if (path == file || (System.IO.File.ResolveLinkTargetOrNull(path) is { } target && target == file))
            {
                return true;
            }

            if (Directory.Exists(path) && seen.Add(System.IO.File.ResolveLinkTargetOrNull(path) ?? path))
            {
                foreach (var below in Directory.EnumerateFileSystemEntries(System.IO.File.ResolveLinkTargetOrNull(path) ?? path))
                {
                    waiting.Enqueue(below);
                }
            }
        }

        return false;
    }
}

file static class Links
{
    extension(System.IO.File)
    {
        /// <summary>The end of a chain of links; null where the path is no link.</summary>
        public static string? ResolveLinkTargetOrNull(string path)
        {
            try
            {
                return System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
            }
            catch (IOException)
            {
                // A link to itself, or to nothing.
                return null;
            }
        }
    }
}
