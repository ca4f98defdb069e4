using System.Diagnostics;

namespace GzipPatch.Tests.PlantedFaults;

/// <summary>
/// Plants each fault in a copy of the source, builds it, and lets <see cref="ProofTests"/> judge what that editor returns.
/// </summary>
public sealed class PlantedFaultTests
{
    /// <summary>An editor in an endless loop returns nothing wrong either.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static TheoryData<PlantedFault> Faults => [.. FaultList.All];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_planted_fault_is_in_code_that_exists(PlantedFault fault)
    {
        var source = File.ReadAllText(Path.Combine(Source(), fault.File));

        Assert.NotEqual(source, fault.PlantIn(source));
    }

    /// <summary>Builds the editor once per fault, which takes ten minutes in all.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_planted_fault_makes_copies_that_are_refused_and_none_that_are_wrong(PlantedFault fault)
    {
        var folder = Directory.CreateTempSubdirectory("planted-fault-");
        try
        {
            var tests = Path.Combine(folder.FullName, "tests");
            Copy(AppContext.BaseDirectory, tests);
            Build(fault, Path.Combine(folder.FullName, "src", "GzipPatch"), tests);

            var report = RunProof(tests);

            var finder = report.Contains(nameof(InvalidDataException), StringComparison.Ordinal) ? "the proof" : "a crash";
            TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: found by {finder}");
            Assert.DoesNotContain($"{nameof(ProofTests.No_copy_that_is_returned_is_wrong)} [FAIL]", report, StringComparison.Ordinal);
            Assert.Contains($"{nameof(ProofTests.No_copy_is_refused)} [FAIL]", report, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Build(PlantedFault fault, string project, string output)
    {
        Copy(Source(), project);
        foreach (var file in Directory.EnumerateFiles(Root()).Where(file => Path.GetExtension(file) is ".props" or ".json"))
        {
            File.Copy(file, Path.Combine(project, "..", "..", Path.GetFileName(file)));
        }

        var path = Path.Combine(project, fault.File);
        File.WriteAllText(path, fault.PlantIn(File.ReadAllText(path)));
        var (exitCode, report) = Run(
            "dotnet", $"build {project} -c Release -o {output} -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false");
        Assert.True(exitCode == 0, report);
    }

    private static string RunProof(string tests) =>
        Run("dotnet", $"{Path.Combine(tests, "GzipPatch.Tests.dll")} -class *.ProofTests").Report;

    private static (int ExitCode, string Report) Run(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Skip("The editor with this fault does not come to an end.");
        }

        return (process.ExitCode, reading.GetAwaiter().GetResult());
    }

    private static string Source() => Path.Combine(Root(), "src", "GzipPatch");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !Directory.Exists(Path.Combine(folder, "src", "GzipPatch")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.SkipWhen(folder is null, "The source is not above the folder of the tests.");
        return folder;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(from, file);
            if (relative.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj")
            {
                continue;
            }

            var target = Path.Combine(to, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
