using System.Diagnostics;
using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests;

/// <summary>
/// Real console records, redacted as CloudTrail redacts them, with the truth kept; and the script that scores copies against it.
/// </summary>
internal sealed class RedactedTrail : IDisposable
{
    private readonly DirectoryInfo _folder;

    private RedactedTrail(DirectoryInfo folder) => _folder = folder;

    /// <summary>Keys and contents.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _folder.EnumerateFiles("*.json.gz", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetRelativePath(_folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
            file => File.ReadAllBytes(file.FullName));

    /// <summary>Redacts the set with the tool that lies beside it.</summary>
    public static async Task<RedactedTrail> OfInvictusAsync()
    {
        var data = Path.Combine(PublicDataSets.Folder, "invictus-2023");
        var trail = new RedactedTrail(Directory.CreateTempSubdirectory("redacted-"));
        await RunAsync("reredact.py", data, trail._folder.FullName, "--shape", "2022");
        return trail;
    }

    /// <summary>Scores copies.</summary>
    /// <param name="copies">By their file names.</param>
    /// <returns>What the script prints. It fails when something is lost, damaged or wrongly attributed.</returns>
    public async Task<string> ScoreAsync(IReadOnlyDictionary<string, byte[]> copies)
    {
        var enriched = Directory.CreateTempSubdirectory("enriched-");
        try
        {
            foreach (var (key, content) in copies)
            {
                await File.WriteAllBytesAsync(Path.Combine(enriched.FullName, Path.GetFileName(key)), content);
            }

            return await RunAsync("score.py", _folder.FullName, enriched.FullName);
        }
        finally
        {
            enriched.Delete(recursive: true);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using var python = Process.Start(
            new ProcessStartInfo("python3", [Path.Combine(Repository.Shared.FullName, "tools", script), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, $"{script}: {output}{await errors}");
        return output;
    }
}
