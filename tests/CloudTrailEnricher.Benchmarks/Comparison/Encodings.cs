using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.WholeFile;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>
/// One text as many encoders compress it: what the editor makes of each, in size and in time, beside the plain way. The encoders of the
/// framework, and the programs that the machine has.
/// </summary>
internal static class Encodings
{
    private const int Runs = 7;

    /// <summary>Until the JIT has done its best.</summary>
    private const int WarmUpRuns = 100;

    private static readonly (string Program, string[] Levels)[] Programs =
    [
        ("gzip", ["-1", "-4", "-6", "-9"]),
        ("pigz", ["-6", "-9"]),
        ("libdeflate-gzip", ["-1", "-4", "-6", "-9", "-12"]),
        ("igzip", ["-0", "-1", "-2", "-3"]),
    ];

    public static int Run(string folder, int records, double redacted)
    {
        var files = TrailFiles.Write(folder, records, redacted);
        var text = Path.Combine(folder, "text.json");
        using (var inflated = new GZipStream(File.OpenRead(files.Source), CompressionMode.Decompress))
        using (var plain = File.Create(text))
        {
            inflated.CopyTo(plain);
        }

        var length = new FileInfo(text).Length;
        Console.WriteLine($"### {records:N0} records, {redacted * 100:0} % redacted, {length / 1e6:0.00} MB of text, medians of {Runs} runs, JIT");
        Console.WriteLine();
        Console.WriteLine("| encoder | compressed, MB | edited, MB | edited against source | ns per byte | compressed anew, ns per byte |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        var (patching, recompressing) = (Maker(recompress: false), Maker(recompress: true));
        var evidence = KnownSessions.Read(files.Sessions);
        WarmUp(new SourceFile(File.ReadAllBytes(files.Source), ETag: null, default, default));
        foreach (var (name, gzip) in Encoded(text))
        {
            var source = new SourceFile(gzip, ETag: null, default, default);
            var copy = patching.Make("x", source, evidence);
            if (copy.Method != CopyMethod.Patched)
            {
                throw new InvalidDataException($"{name}: the editor has refused the file");
            }

            var patched = Time(() => patching.Make("x", source, evidence)) / length;
            var recompressed = Time(() => recompressing.Make("x", source, evidence)) / length;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {gzip.Length / 1e6:0.00} | {copy.Content.Length / 1e6:0.00} | {copy.Content.Length / (double)gzip.Length:0.000} | {patched:0.00} | {recompressed:0.00} |"));
        }

        return 0;

        void WarmUp(SourceFile source)
        {
            for (var run = 0; run < WarmUpRuns; run++)
            {
                patching.Make("x", source, evidence);
                recompressing.Make("x", source, evidence);
            }
        }
    }

    private static CopyMaker Maker(bool recompress) => new(new PassOptions { Recompress = recompress }, collectOutcomes: false);

    private static IEnumerable<(string Name, byte[] Gzip)> Encoded(string text)
    {
        foreach (var level in Enum.GetValues<CompressionLevel>())
        {
            var gzip = new MemoryStream();
            using (var encoder = new GZipStream(gzip, level, leaveOpen: true))
            {
                encoder.Write(File.ReadAllBytes(text));
            }

            yield return ($".NET, {level}", gzip.ToArray());
        }

        foreach (var (program, levels) in Programs)
        {
            foreach (var level in levels)
            {
                var target = $"{text}{level}.gz";
                if (ChildProcess.Measure("sh", "-c", $"command -v {program} >/dev/null && {program} {level} -c '{text}' > '{target}'") is not null)
                {
                    yield return ($"{program} {level}", File.ReadAllBytes(target));
                }
            }
        }
    }

    /// <summary>The median time in ns, after one run that does not count.</summary>
    private static double Time(Action run)
    {
        run();
        return Spread.Of(Enumerable.Range(0, Runs).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            run();
            return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        })).Median;
    }
}
