namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>A program that enriches one file, or inflates and compresses it.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments for the files and a target.</param>
internal sealed record Contender(string Name, string Program, Func<TrailFiles, string, string[]> Arguments)
{
    /// <summary>Whether its output must be equal to ours; programs that only inflate and deflate have another.</summary>
    public bool Enriches { get; init; } = true;

    /// <summary>Where its output is, for a target.</summary>
    public Func<string, string> Output { get; init; } = target => target;

    /// <summary>Our own programs and all the others that this machine can run. The first one is what the others are compared with.</summary>
    public static IEnumerable<Contender> All(Published ours)
    {
        var peers = Path.Combine(AppContext.BaseDirectory, "Peers");
        if (ours.NativeCommand is { } command)
        {
            yield return Command("the command, Native AOT", command, []);
            yield return Command("the same, --format json", command, []) with
            {
                Arguments = (files, target) => [files.Folder, "--out", target, "--format", "json"],
            };
        }

        yield return Command("the command, JIT", "dotnet", [ours.Command]);
        if (ours.NativePass is { } pass)
        {
            yield return new Contender(
                "pass 2 alone, Native AOT", pass, (files, target) => [files.Source, target, files.Sessions]);
            yield return new Contender(
                "the same, compressing anew", pass, (files, target) => [files.Source, target, files.Sessions, "plain"]);
        }

        yield return new Contender(
            "C#, JsonNode", "dotnet", (files, target) => [typeof(Contender).Assembly.Location, "jsonnode", files.Source, target, files.Sessions]);
        yield return new Contender(
            "Node", "node", (files, target) => [Path.Combine(peers, "enrich.mjs"), files.Source, target, files.Sessions]);
        yield return new Contender(
            "Python", "python3", (files, target) => [Path.Combine(peers, "enrich.py"), files.Source, target, files.Sessions]);
        yield return Shell("jq", (files, target) =>
            $"command -v jq >/dev/null && zcat '{files.Source}' | jq -c --slurpfile known '{files.Sessions}' -f '{Path.Combine(peers, "enrich.jq")}' | gzip > '{target}'");
        yield return Shell("igzip -d and libdeflate-gzip, no JSON", (files, target) =>
            $"command -v igzip libdeflate-gzip >/dev/null && igzip -d -c '{files.Source}' | libdeflate-gzip -c > '{target}'") with
        {
            Enriches = false,
        };
        yield return Shell("libdeflate-gzip -d and libdeflate-gzip, no JSON", (files, target) =>
            $"command -v libdeflate-gzip >/dev/null && libdeflate-gzip -d -c '{files.Source}' | libdeflate-gzip -c > '{target}'") with
        {
            Enriches = false,
        };
        yield return Shell("zcat and gzip, no JSON", (files, target) => $"zcat '{files.Source}' | gzip > '{target}'") with
        {
            Enriches = false,
        };
    }

    private static Contender Command(string name, string program, string[] first) =>
        new(name, program, (files, target) => [.. first, files.Folder, "--out", target]) { Output = TrailFiles.CopyIn };

    private static Contender Shell(string name, Func<TrailFiles, string, string> script) =>
        new(name, "sh", (files, target) => ["-c", script(files, target)]);
}
