using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// The log files that an argument names, or that a message announces: each path for one object, each object for one path.
/// </summary>
/// <param name="notes">Takes what cannot be.</param>
/// <param name="files">Takes what is read.</param>
internal sealed class NamedFiles(InputNotes notes, InputFiles files)
{
    private readonly Dictionary<LogObject, string> _pathOf = [];
    private readonly Dictionary<string, LogObject> _fileAt = [];
    private readonly List<ObjectCreated> _files = [];
    private readonly HashSet<string> _buckets = [];

    /// <summary>The log files, as they came.</summary>
    public IReadOnlyList<ObjectCreated> Files => _files;

    /// <summary>Their paths.</summary>
    public IReadOnlyCollection<string> Paths => _fileAt.Keys;

    /// <summary>Whether they come from several buckets.</summary>
    public bool HaveSeveralBuckets => _buckets.Count > 1;

    /// <summary>Where a log file lies; null for one that was not named.</summary>
    public string? PathOf(LogObject file) => _pathOf.GetValueOrDefault(file);

    /// <summary>Whether the file at this path was named.</summary>
    public bool Contains(string path) => _fileAt.ContainsKey(path);

    /// <summary>Adds a log file that an argument names.</summary>
    public void Add(string path)
    {
        var fullPath = Path.GetFullPath(path);
        Add(path, new ObjectCreated(new LogObject("", KeyFromAwsLogs(fullPath) ?? Path.GetFileName(path))), fullPath);
    }

    /// <summary>Adds what was read from standard input.</summary>
    public void AddStandardInput(LogObject file, string name)
    {
        _pathOf.Add(file, name);
        _files.Add(new ObjectCreated(file));
    }

    /// <summary>Adds the log files that a message announces: they lie below the folder that the message is in.</summary>
    public void AddAnnounced(string name, string message, string folder)
    {
        foreach (var created in notes.ReadMessage(name, message))
        {
            if (!ObjectPath.IsPlain(created.File))
            {
                notes.Fail(name, $"{created.File}: {ObjectPath.WhyNot}");
            }
            else if (FindBeside(folder, created.File) is { } path)
            {
                Add(name, created, Path.GetFullPath(path));
            }
            else
            {
                notes.Fail(
                    name,
                    $"the log file {created.File.Key} is neither below {folder} nor below its folder {created.File.Bucket}; "
                    + "put it there, as .json.gz or .json");
            }
        }
    }

    /// <summary>A message's log file lies beside it, under its bucket and key, or under its key; compressed or readable.</summary>
    private static string? FindBeside(string folder, LogObject file)
    {
        var key = ObjectPath.Of(file.Key);
        return new[] { Path.Join(folder, ObjectPath.Of(file.Bucket), key), Path.Join(folder, key) }
            .SelectMany(place => place.EndsWith(".json.gz", StringComparison.Ordinal) ? new[] { place, place[..^".gz".Length] } : [place])
            .FirstOrDefault(File.Exists);
    }

    private static string? KeyFromAwsLogs(string fullPath)
    {
        var slashed = fullPath.Replace(Path.DirectorySeparatorChar, '/');
        var start = slashed.LastIndexOf("/AWSLogs/", StringComparison.Ordinal);
        return start < 0 ? null : slashed[(start + 1)..];
    }

    private void Add(string name, ObjectCreated created, string fullPath)
    {
        if (_fileAt.TryGetValue(fullPath, out var before))
        {
            if (before != created.File && created.File.Bucket.Length > 0)
            {
                notes.Fail(
                    name,
                    $"{created.File}: its file {fullPath} was taken for {before} before; "
                    + "put the two into folders that are named as their buckets");
            }
        }
        else if (!_pathOf.TryAdd(created.File, fullPath))
        {
            notes.FailSameKey(fullPath, _pathOf[created.File], created.File.Key);
        }
        else
        {
            files.AddFile(fullPath);
            _fileAt.Add(fullPath, created.File);
            _files.Add(created);
            if (created.File.Bucket.Length > 0)
            {
                _buckets.Add(created.File.Bucket);
            }
        }
    }
}
