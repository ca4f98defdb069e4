namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>A folder that stands for a bucket, or for a part of one.</summary>
internal sealed class LogFolder
{
    private readonly string _root;
    private readonly string _base;
    private readonly string? _outputFolder;

    /// <param name="folder">The folder.</param>
    /// <param name="outputFolder">A folder that is passed over wherever it lies; null for none.</param>
    public LogFolder(string folder, string? outputFolder)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _outputFolder = outputFolder;
        var awsLogs = (_root + Path.DirectorySeparatorChar).LastIndexOf($"{Path.DirectorySeparatorChar}AWSLogs{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

        // Keys begin with AWSLogs/ when the folder lies inside it, with what lies in the folder otherwise.
        _base = (awsLogs < 0 ? _root : _root[..awsLogs]) + Path.DirectorySeparatorChar;
    }

    /// <summary>Whether a file lies in the folder.</summary>
    public bool Contains(string path) => path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The key of a file that lies in the folder.</summary>
    public string KeyOf(string path) => path[_base.Length..].Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Where the file of a key lies, if there is one.</summary>
    public string PathOf(string key) => _base + key.Replace('/', Path.DirectorySeparatorChar);

    /// <summary>The paths of all JSON files in and below the folder, in ordinal order. Only one folder's names at a time are in memory.</summary>
    public IEnumerable<string> Walk() => Walk(new DirectoryInfo(_root));

    private IEnumerable<string> Walk(DirectoryInfo folder)
    {
        if (folder.FullName == _outputFolder)
        {
            yield break;
        }

        var entries = folder.EnumerateFileSystemInfos()
            .Where(entry => entry is DirectoryInfo || IsJson(entry.Name))
            .OrderBy(entry => entry is DirectoryInfo ? entry.Name + Path.DirectorySeparatorChar : entry.Name, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry is DirectoryInfo below)
            {
                foreach (var path in Walk(below))
                {
                    yield return path;
                }
            }
            else
            {
                yield return entry.FullName;
            }
        }
    }

    private static bool IsJson(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase);
}
