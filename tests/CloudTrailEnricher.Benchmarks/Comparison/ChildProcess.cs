using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>What one run of a program took, as the operating system accounts it.</summary>
/// <param name="Cpu">User and system time of the process and its children, in seconds.</param>
/// <param name="Wall">Elapsed time, in seconds.</param>
/// <param name="PeakMegabytes">The largest resident set, in MB.</param>
internal sealed record Measured(double Cpu, double Wall, double PeakMegabytes);

/// <summary>
/// Runs programs and measures them. Each run has a parent of its own, since a process's peak memory is only told to its parent, and only
/// as the largest of all its children.
/// </summary>
internal static partial class ChildProcess
{
    private const int Children = -1;

    /// <summary>Runs a program below a fresh parent and measures it; null when it cannot be started or fails.</summary>
    public static Measured? Measure(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(ChildProcess).Assembly.Location, "measure", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var parent = Process.Start(start)!;
        var printed = parent.StandardOutput.ReadToEnd();
        parent.WaitForExit();
        return parent.ExitCode == 0 ? JsonSerializer.Deserialize<Measured>(printed) : null;
    }

    /// <summary>The parent's part: runs the program, prints what it took.</summary>
    public static int RunAsParent(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        using var child = Process.Start(start);
        child!.StandardOutput.ReadToEnd();
        child.WaitForExit();
        var wall = watch.Elapsed.TotalSeconds;
        if (child.ExitCode != 0 || GetResourceUsage(Children, out var usage) != 0)
        {
            return 1;
        }

        var cpu = usage.UserSeconds + usage.SystemSeconds + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1e6);
        Console.WriteLine(JsonSerializer.Serialize(new Measured(cpu, wall, usage.PeakKilobytes / 1024.0)));
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, out ResourceUsage usage);

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long PeakKilobytes;
    }
}
