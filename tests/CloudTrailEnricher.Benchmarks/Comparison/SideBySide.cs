using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>Runs our whole-file program and what people would use instead on the same files in turn, and prints the table.</summary>
internal static class SideBySide
{
    public static int Run(string folder, int[] sizes, double[] shares, int runs)
    {
        Directory.CreateDirectory(folder);
        var contenders = Contender.All(BuildWholeFile(folder)).ToArray();
        Console.WriteLine($"Memory below {ChildProcess.Measure("true")?.PeakMegabytes:0} MB is not seen: a program begins with what its parent has.");
        var ratios = new List<(string File, double[] Ratios)>();
        foreach (var records in sizes)
        {
            foreach (var share in shares)
            {
                var source = Path.Combine(folder, $"{records}-{share * 100:0}.json.gz");
                var sessions = Path.Combine(folder, $"{records}-{share * 100:0}.sessions.json");
                Trail.Write(source, sessions, records, share);
                ratios.Add(($"{records:N0} records, {share * 100:0} %", Compare(folder, source, sessions, records, share, contenders, runs)));
            }
        }

        PrintRatios(contenders, ratios);
        return 0;
    }

    /// <summary>Compares the programs on one file; gives each one's CPU time against ours.</summary>
    private static double[] Compare(
        string folder, string source, string sessions, int records, double share, Contender[] contenders, int runs)
    {
        var length = TextLength(source);
        Console.WriteLine();
        Console.WriteLine($"### {records:N0} records, {share * 100:0} % redacted, {length / 1e6:0.0} MB of text, {new FileInfo(source).Length / 1e6:0.00} MB compressed");
        Console.WriteLine();
        Console.WriteLine("| program | CPU against ours | CPU, s | ns per byte | wall, s | peak memory, MB | output, MB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");

        // In turn, not one after the other: the machine's speed drifts.
        var measured = contenders.Select(_ => new List<Measured>()).ToArray();
        for (var run = 0; run < runs + 1; run++)
        {
            for (var at = 0; at < contenders.Length; at++)
            {
                var target = Target(folder, at);
                if (ChildProcess.Measure(contenders[at].Program, contenders[at].Arguments(source, target, sessions)) is { } one && run > 0)
                {
                    measured[at].Add(one);
                }
            }
        }

        var ours = Median(measured[0], one => one.Cpu);
        var ratios = Enumerable.Repeat(double.NaN, contenders.Length).ToArray();
        for (var at = 0; at < contenders.Length; at++)
        {
            if (measured[at].Count < runs)
            {
                Console.WriteLine($"| {contenders[at].Name} | not on this machine | | | | | |");
                continue;
            }

            if (contenders[at].Enriches && at > 0)
            {
                MustBeEqual(Target(folder, 0), Target(folder, at), contenders[at].Name);
            }

            var cpu = Median(measured[at], one => one.Cpu);
            ratios[at] = cpu / ours;
            Console.WriteLine(
                $"| {contenders[at].Name} | {cpu / ours:0.0} | {cpu:0.000} | {cpu / length * 1e9:0.00} | {Median(measured[at], one => one.Wall):0.000} | {Median(measured[at], one => one.PeakMegabytes):0} | {new FileInfo(Target(folder, at)).Length / 1e6:0.00} |");
        }

        return ratios;
    }

    private static void PrintRatios(Contender[] contenders, List<(string File, double[] Ratios)> files)
    {
        Console.WriteLine();
        Console.WriteLine("### CPU against ours");
        Console.WriteLine();
        Console.WriteLine($"| | {string.Join(" | ", files.Select(file => file.File))} |");
        Console.WriteLine($"| --- | {string.Join(" | ", files.Select(_ => "---:"))} |");
        for (var at = 0; at < contenders.Length; at++)
        {
            Console.WriteLine($"| {contenders[at].Name} | {string.Join(" | ", files.Select(file => double.IsNaN(file.Ratios[at]) ? "" : $"{file.Ratios[at]:0.0}"))} |");
        }
    }

    private static string Target(string folder, int contender) => Path.Combine(folder, $"out-{contender}.json.gz");

    private static double Median(List<Measured> measured, Func<Measured, double> figure)
    {
        var ordered = measured.Select(figure).Order().ToArray();
        return ordered.Length == 0 ? double.NaN : ordered[ordered.Length / 2];
    }

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

    /// <summary>Builds our whole-file program beside the comparison, JIT and Native AOT; the latter needs a C compiler.</summary>
    private static (string Jit, string? Aot) BuildWholeFile(string folder)
    {
        var project = Path.Combine(RepositoryRoot(), "tests", "CloudTrailEnricher.WholeFile");
        var (jit, aot) = (Path.Combine(folder, "jit"), Path.Combine(folder, "aot"));
        if (!Dotnet("publish", project, "-c", "Release", "-o", jit))
        {
            throw new InvalidOperationException($"{project} does not build");
        }

        var rid = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier.Contains("arm64", StringComparison.Ordinal) ? "linux-arm64" : "linux-x64";
        var compiled = Dotnet("publish", project, "-c", "Release", "-r", rid, "-p:PublishAot=true", "-o", aot)
            || Dotnet("publish", project, "-c", "Release", "-r", rid, "-p:PublishAot=true", "-p:CppCompilerAndLinker=gcc", "-o", aot);
        return (Path.Combine(jit, "wholefile.dll"), compiled ? Path.Combine(aot, "wholefile") : null);
    }

    private static bool Dotnet(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CloudTrailEnricher.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("CloudTrailEnricher.slnx is in none of the folders above the benchmarks");
    }
}
