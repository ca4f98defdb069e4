namespace CloudTrailEnricher.Requirements;

/// <summary>Where the shell would find a program.</summary>
internal static class ProgramOnPath
{
    /// <returns>The program's full path; null when no folder of <c>PATH</c> holds it.</returns>
    public static string? Find(string name)
    {
        var names = OperatingSystem.IsWindows() ? new[] { $"{name}.exe", $"{name}.cmd" } : [name];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }
}
