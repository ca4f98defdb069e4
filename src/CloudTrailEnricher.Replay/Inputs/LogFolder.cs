namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>A folder that stands for a bucket, or for a part of one.</summary>
internal sealed class LogFolder
{
    private readonly string _base;

    /// <param name="folder">The folder.</param>
    public LogFolder(string folder)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var awsLogs = (Root + Path.DirectorySeparatorChar)
            .LastIndexOf($"{Path.DirectorySeparatorChar}AWSLogs{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

        // Keys begin with AWSLogs/ when the folder lies inside it, with what lies in the folder otherwise.
        _base = WithSeparator(awsLogs < 0 ? Root : Root[..awsLogs]);
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>The key of a file that lies in the folder.</summary>
    public string KeyOf(string path) => path[_base.Length..].Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>Where the file of a key lies, if there is one.</summary>
    public string PathOf(string key) => _base + key.Replace('/', Path.DirectorySeparatorChar);

    private static string WithSeparator(string folder) =>
        Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
}
