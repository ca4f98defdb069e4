using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>Runs our programs and what people would use instead on the same files in turn, and prints the tables.</summary>
internal static class SideBySide
{
    public static int Run(string folder, int[] sizes, double[] shares, int runs)
    {
        Directory.CreateDirectory(folder);
        var contenders = Contender.All(Published.Into(folder)).ToArray();
        Print($"Memory below {ChildProcess.Measure("true")?.PeakMegabytes:0} MB is not seen: a program begins with what its parent has.");
        var ratios = new List<(string File, Spread[] Ratios)>();
        foreach (var records in sizes)
        {
            foreach (var share in shares)
            {
                var place = Path.Combine(folder, $"{records}-{share * 100:0}");
                var files = TrailFiles.Write(place, records, share);
                ratios.Add(($"{records:N0} records, {share * 100:0} %", Compare(place, files, records, share, contenders, runs)));
            }
        }

        PrintRatios(contenders, ratios);
        return 0;
    }

    /// <summary>Compares the programs on one file; gives each one's CPU time against ours, of runs in the same turn.</summary>
    private static Spread[] Compare(string place, TrailFiles files, int records, double share, Contender[] contenders, int runs)
    {
        // In turn, not one after the other: the machine's speed drifts. The first turn does not count.
        var measured = contenders.Select(_ => new List<Measured>()).ToArray();
        for (var run = 0; run < runs + 1; run++)
        {
            for (var at = 0; at < contenders.Length; at++)
            {
                if (ChildProcess.Measure(contenders[at].Program, contenders[at].Arguments(files, Target(place, at))) is { } one && run > 0)
                {
                    measured[at].Add(one);
                }
            }
        }

        var length = TextLength(files.Source);
        Console.WriteLine();
        Print($"### {records:N0} records, {share * 100:0} % redacted, {length / 1e6:0.0} MB of text, {new FileInfo(files.Source).Length / 1e6:0.00} MB compressed, {runs} runs in turn");
        Console.WriteLine();
        Console.WriteLine("| program | CPU against ours | CPU, s | ns per byte | wall, s | peak memory, MB | output, MB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (var at = 0; at < contenders.Length; at++)
        {
            PrintRow(contenders[at], measured[0], measured[at], runs, length, Output(contenders, place, at));
            if (contenders[at].Enriches && at > 0 && measured[at].Count == runs)
            {
                MustBeEqual(Output(contenders, place, 0), Output(contenders, place, at), contenders[at].Name);
            }
        }

        return [.. measured.Select(all => Ratios(measured[0], all, runs))];
    }

    private static void PrintRow(Contender contender, List<Measured> ours, List<Measured> all, int runs, long length, string output)
    {
        if (all.Count < runs)
        {
            Print($"| {contender.Name} | not on this machine | | | | | |");
            return;
        }

        var cpu = Spread.Of(all.Select(one => one.Cpu));
        Print($"| {contender.Name} | {Ratios(ours, all, runs)} | {cpu.Median:0.000} | {cpu.Median / length * 1e9:0.00} | {Spread.Of(all.Select(one => one.Wall)).Median:0.000} | {Spread.Of(all.Select(one => one.PeakMegabytes)).Median:0} | {new FileInfo(output).Length / 1e6:0.00} |");
    }

    private static void PrintRatios(Contender[] contenders, List<(string File, Spread[] Ratios)> files)
    {
        Console.WriteLine();
        Console.WriteLine("### CPU against ours: the median, the least and the most of all turns");
        Console.WriteLine();
        Print($"| | {string.Join(" | ", files.Select(file => file.File))} |");
        Print($"| --- | {string.Join(" | ", files.Select(_ => "---:"))} |");
        for (var at = 0; at < contenders.Length; at++)
        {
            Print($"| {contenders[at].Name} | {string.Join(" | ", files.Select(file => file.Ratios[at].ToString()))} |");
        }
    }

    private static Spread Ratios(List<Measured> ours, List<Measured> all, int runs) =>
        all.Count < runs ? default : Spread.Of(all.Zip(ours, (theirs, our) => theirs.Cpu / our.Cpu));

    private static string Target(string place, int contender) => Path.Combine(place, $"out-{contender}");

    private static string Output(Contender[] contenders, string place, int contender) =>
        contenders[contender].Output(Target(place, contender));

    private static void MustBeEqual(string ours, string theirs, string name)
    {
        if (!JsonNode.DeepEquals(Read(ours), Read(theirs)))
        {
            throw new InvalidDataException($"{name}: the output differs from ours");
        }
    }

    /// <summary>A copy, without the versions of the programs that made it.</summary>
    private static JsonNode? Read(string path)
    {
        using var text = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var file = JsonNode.Parse(text);
        foreach (var record in file?["Records"]?.AsArray() ?? [])
        {
            (record?["enrichment"] as JsonObject)?.Remove("version");
        }

        return file;
    }

    private static long TextLength(string path)
    {
        using var text = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var length = 0L;
        var buffer = new byte[1 << 16];
        for (int read; (read = text.Read(buffer)) > 0; length += read)
        {
        }

        return length;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
