using System.Globalization;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>The command line over a folder of many small files: files a second, CPU and calls of the operating system for each.</summary>
internal static class Bulk
{
    private const int Runs = 7;

    public static int Run(string folder, int files, int records, double redacted)
    {
        if (Published.NativeCommandInto(folder) is not { } command)
        {
            Console.Error.WriteLine("bulk: the command cannot be compiled ahead of time here; install clang and zlib1g-dev");
            return 1;
        }

        var logs = Path.Combine(folder, "logs");
        Write(logs, files, records, redacted);
        var runs = new List<Measured>();
        for (var run = 0; run < Runs + 1; run++)
        {
            var output = Path.Combine(folder, $"out-{run}");
            var one = ChildProcess.Measure(command, logs, "--out", output, "--format", "json")
                ?? throw new InvalidOperationException("bulk: the command has failed");
            if (run > 0)
            {
                runs.Add(one);
            }
        }

        var (cpu, wall) = (Spread.Of(runs.Select(one => one.Cpu)), Spread.Of(runs.Select(one => one.Wall)));
        Print($"{files:N0} files of {records:N0} records, {redacted * 100:0} % redacted; medians of {Runs} runs into new folders (least–most)");
        Print($"files a second: {files / wall.Median:0} ({files / wall.Most:0}–{files / wall.Least:0})");
        Print($"CPU for each file, ms: {cpu.Median / files * 1e3:0.000} ({cpu.Least / files * 1e3:0.000}–{cpu.Most / files * 1e3:0.000})");
        Print($"peak memory, MB: {Spread.Of(runs.Select(one => one.PeakMegabytes)).Median:0}");
        PrintCalls(folder, command, logs, files);
        return 0;
    }

    private static void PrintCalls(string folder, string command, string logs, int files)
    {
        var counts = Path.Combine(folder, "calls.txt");
        var script = $"command -v strace >/dev/null && strace -f -c -o '{counts}' '{command}' '{logs}' --out '{folder}/traced' --format json";
        if (ChildProcess.Measure("sh", "-c", script) is null)
        {
            Console.WriteLine("calls of the operating system for each file: unknown (strace is not on this machine)");
            return;
        }

        var total = File.ReadLines(counts).Last(line => line.EndsWith("total", StringComparison.Ordinal));
        var calls = long.Parse(total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
        Print($"calls of the operating system for each file: {calls / (double)files:0.0}");
    }

    private static void Write(string folder, int files, int records, double redacted)
    {
        for (var at = 0; at < files; at++)
        {
            var day = $"AWSLogs/123456789012/CloudTrail/eu-west-1/2026/03/{1 + (at % 28):00}";
            var name = $"123456789012_CloudTrail_eu-west-1_202603{1 + (at % 28):00}T0920Z_{at:0000000000000000}.json.gz";
            Directory.CreateDirectory(Path.Combine(folder, day));
            Trail.Write(Path.Combine(folder, day, name), Path.Combine(folder, "sessions.txt"), records, redacted);
        }

        TrailFiles.WriteSignIns(folder, Path.Combine(folder, "sessions.txt"));
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
