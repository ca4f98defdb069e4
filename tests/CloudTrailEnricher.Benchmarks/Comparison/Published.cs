using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>
/// Our programs as they are published: the command line, and pass 2 alone over one file whose sessions are known. What is compiled ahead of
/// time needs a C compiler and is null without one.
/// </summary>
/// <param name="Command">The command line on the runtime, a .dll.</param>
/// <param name="NativeCommand">The command line, compiled ahead of time.</param>
/// <param name="NativePass">Pass 2 alone, compiled ahead of time.</param>
internal sealed record Published(string Command, string? NativeCommand, string? NativePass)
{
    /// <summary>Publishes all three into folders of their own.</summary>
    public static Published Into(string folder)
    {
        var (command, pass) = (Project("src", "CloudTrailEnricher.Replay"), Project("tests", "CloudTrailEnricher.WholeFile"));
        var onRuntime = Path.Combine(folder, "runtime");
        if (!Dotnet("publish", command, "-c", "Release", "-o", onRuntime))
        {
            throw new InvalidOperationException($"{command} does not build");
        }

        return new Published(
            Directory.GetFiles(onRuntime, "*.runtimeconfig.json").Single().Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal),
            Native(command, Path.Combine(folder, "command")),
            Native(pass, Path.Combine(folder, "pass")));
    }

    /// <summary>The command line alone, compiled ahead of time where there is a C compiler.</summary>
    public static string? NativeCommandInto(string folder) =>
        Native(Project("src", "CloudTrailEnricher.Replay"), Path.Combine(folder, "command"));

    private static string? Native(string project, string folder)
    {
        var isPublished = Dotnet(
            "publish", project, "-c", "Release", "-r", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64",
            "-p:PublishAot=true", "-p:DebugType=none", "-p:StripSymbols=true", "-o", folder);

        // What is published beside the program ends in .xml, .pdb, .dbg or .pem.
        return isPublished ? Directory.GetFiles(folder).Single(file => !Path.HasExtension(file)) : null;
    }

    private static string Project(string folder, string name) => Path.Combine(RepositoryRoot(), folder, name);

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
