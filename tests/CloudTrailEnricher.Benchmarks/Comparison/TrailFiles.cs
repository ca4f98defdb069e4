namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>
/// One log file as each kind of program takes it: by itself with the sessions that resolve it, and in a folder beside the log file of the
/// region in which these sessions signed in.
/// </summary>
/// <param name="Source">The log file.</param>
/// <param name="Sessions">The sessions, as the programs of <c>Peers</c> read them.</param>
/// <param name="Folder">The folder.</param>
internal sealed record TrailFiles(string Source, string Sessions, string Folder)
{
    private const string Key = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/03/14/123456789012_CloudTrail_eu-west-1_20260314T0920Z_AAAAAAAAAAAAAAAA.json.gz";

    private const string SignInKey = "AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/14/123456789012_CloudTrail_us-east-1_20260314T0905Z_BBBBBBBBBBBBBBBB.json.gz";

    /// <summary>Writes a file of so many records, so many of them redacted.</summary>
    public static TrailFiles Write(string folder, int records, double redacted)
    {
        var files = new TrailFiles(Path.Combine(folder, Key), Path.Combine(folder, "sessions.json"), Path.Combine(folder, "AWSLogs"));
        Directory.CreateDirectory(Path.GetDirectoryName(files.Source)!);
        Trail.Write(files.Source, files.Sessions, records, redacted);
        WriteSignIns(folder, files.Sessions);
        return files;
    }

    /// <summary>Where the command line puts the copy of the log file.</summary>
    public static string CopyIn(string output) => Path.Combine(output, "enriched", Key);

    /// <summary>Writes the log file with the sign-ins of all sessions.</summary>
    public static void WriteSignIns(string folder, string sessions)
    {
        var path = Path.Combine(folder, SignInKey);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SignInFile.Write(path, sessions);
    }
}
