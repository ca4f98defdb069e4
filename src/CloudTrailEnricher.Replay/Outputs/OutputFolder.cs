namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>The folder that copies are written to. A copy is there whole or not at all.</summary>
/// <param name="folder">The folder.</param>
internal sealed class OutputFolder(string folder)
{
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    /// <summary>The path of a copy.</summary>
    public string PathOf(string key) => _root + key.Replace('/', Path.DirectorySeparatorChar);

    /// <summary>Writes a copy, over one that exists.</summary>
    /// <exception cref="IOException">The key leads out of the folder, or the file cannot be written.</exception>
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (!Path.GetFullPath(path).StartsWith(_root, StringComparison.Ordinal))
        {
            throw new IOException($"{key}: the key leads out of the output folder; nothing was written");
        }

        var below = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(below);

        // Always the same name: what a killed run leaves behind, the next one writes over.
        var unfinished = Path.Combine(below, $".{Path.GetFileName(path)}.unfinished");
        try
        {
            await File.WriteAllBytesAsync(unfinished, content, cancellationToken);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
