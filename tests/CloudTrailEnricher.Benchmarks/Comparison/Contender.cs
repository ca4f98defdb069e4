namespace CloudTrailEnricher.Benchmarks.Comparison;

/// <summary>A program that enriches one file.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments for source, target and sessions.</param>
/// <param name="Enriches">Whether its output must be equal to ours; programs that only inflate and deflate have another.</param>
internal sealed record Contender(string Name, string Program, Func<string, string, string, string[]> Arguments, bool Enriches = true)
{
    /// <summary>Our own program and all the others that this machine can run.</summary>
    /// <param name="wholeFile">Our whole-file program: JIT (a .dll) and, where it could be compiled, Native AOT.</param>
    public static IEnumerable<Contender> All((string Jit, string? Aot) wholeFile)
    {
        var peers = Path.Combine(AppContext.BaseDirectory, "Peers");
        if (wholeFile.Aot is { } aot)
        {
            yield return new Contender("CloudTrailEnricher, Native AOT", aot, (source, target, sessions) => [source, target, sessions]);
            yield return new Contender("the same, compressing anew", aot, (source, target, sessions) => [source, target, sessions, "plain"]);
        }

        yield return new Contender("CloudTrailEnricher, JIT", "dotnet", (source, target, sessions) => [wholeFile.Jit, source, target, sessions]);
        yield return new Contender(
            "C#, JsonNode", "dotnet", (source, target, sessions) => [typeof(Contender).Assembly.Location, "jsonnode", source, target, sessions]);
        yield return new Contender("Node", "node", (source, target, sessions) => [Path.Combine(peers, "enrich.mjs"), source, target, sessions]);
        yield return new Contender("Python", "python3", (source, target, sessions) => [Path.Combine(peers, "enrich.py"), source, target, sessions]);
        yield return new Contender("jq", "sh", (source, target, sessions) =>
            ["-c", $"command -v jq >/dev/null && zcat '{source}' | jq -c --slurpfile known '{sessions}' -f '{Path.Combine(peers, "enrich.jq")}' | gzip > '{target}'"]);
        yield return new Contender("igzip -d and libdeflate-gzip, no JSON", "sh", (source, target, _) =>
            ["-c", $"command -v igzip libdeflate-gzip >/dev/null && igzip -d -c '{source}' | libdeflate-gzip -c > '{target}'"], Enriches: false);
        yield return new Contender("zcat and gzip, no JSON", "sh", (source, target, _) => ["-c", $"zcat '{source}' | gzip > '{target}'"], Enriches: false);
    }
}
