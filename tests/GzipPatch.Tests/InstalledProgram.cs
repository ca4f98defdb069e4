using CloudTrailEnricher.Requirements;

namespace GzipPatch.Tests;

/// <summary>A program on the <c>PATH</c>.</summary>
internal abstract class InstalledProgram(string name, string package) : IRequirement
{
    public string Name => name;

    public ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken) =>
        new(ProgramOnPath.Find(name) is null ? $"it is not on the PATH; on Debian: apt-get install -y {package}" : null);
}

/// <summary>The program that every machine of Unix has, and with it the others.</summary>
internal sealed class Gzip() : InstalledProgram("gzip", "gzip");

/// <summary>The slowest compressor, which looks for the shortest encoding.</summary>
internal sealed class Zopfli() : InstalledProgram("zopfli", "zopfli");

/// <summary>Java, which brings an inflater of its own.</summary>
internal sealed class Java() : InstalledProgram("java", "default-jre-headless");
