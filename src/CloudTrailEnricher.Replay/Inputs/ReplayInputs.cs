using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// The log files that the arguments lead to, each once, and what was passed over on the way. Folders are walked anew whenever the files
/// are asked for: they may hold more files than memory has room for their names.
/// </summary>
internal sealed class ReplayInputs
{
    private readonly Dictionary<LogObject, string> _paths = [];
    private readonly Dictionary<string, LogObject> _byPath = [];
    private readonly List<ObjectCreated> _named = [];
    private readonly List<LogFolder> _folders = [];
    private readonly string? _outputFolder;

    private ReplayInputs(string? outputFolder) => _outputFolder = outputFolder is null ? null : Path.GetFullPath(outputFolder);

    /// <summary>All log files in memory: for work that looks at few.</summary>
    public IReadOnlyList<ObjectCreated> Files => field ??= [.. Walk()];

    /// <summary>How many log files there are.</summary>
    public int Count { get; private set; }

    /// <summary>What there is to say of inputs that are no log files.</summary>
    public InputNotes Notes { get; } = new();

    /// <summary>Where a log file lies.</summary>
    public string PathOf(LogObject file) =>
        _paths.GetValueOrDefault(file)
        ?? (_folders.Count == 1 ? _folders[0] : _folders.Find(folder => File.Exists(folder.PathOf(file.Key))) ?? _folders[0]).PathOf(file.Key);

    /// <summary>The log files: those that were named, or that an event announces, then those of the folders, in order.</summary>
    public IEnumerable<ObjectCreated> Walk() =>
        _named.Concat(_folders.SelectMany(folder => LogFiles(folder)
            .Where(path => !IsKnown(folder, path) && PathOfSameKey(folder, path) is null)
            .Select(path => new ObjectCreated(new LogObject("", folder.KeyOf(path))))));

    /// <summary>Follows the arguments.</summary>
    /// <exception cref="UsageException">An argument leads nowhere.</exception>
    public static ReplayInputs Find(IReadOnlyList<string> arguments, TextReader standardInput, string? outputFolder)
    {
        var inputs = new ReplayInputs(outputFolder);
        foreach (var argument in arguments.Count > 0 ? arguments : [SampleFolder()])
        {
            if (argument == "-")
            {
                inputs.AddEvent("standard input", standardInput.ReadToEnd(), Directory.GetCurrentDirectory());
            }
            else if (Directory.Exists(argument))
            {
                inputs.AddFolder(argument);
            }
            else if (File.Exists(argument))
            {
                inputs.AddFile(argument);
            }
            else
            {
                throw new UsageException($"{argument}: no such file or folder");
            }
        }

        inputs.Look();
        return inputs;
    }

    private static string SampleFolder() => Directory.Exists("events")
        ? "events"
        : throw new UsageException("no events/ folder here; start in the project's folder, or name a file, a folder or -");

    private void AddFile(string path)
    {
        switch (JsonSniffer.KindOf(path))
        {
            case JsonKind.Event:
                AddEvent(path, File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
                break;
            case JsonKind.LogFile:
                AddLogFile(path, KeyFromAwsLogs(path) ?? Path.GetFileName(path));
                break;
            default:
                Notes.Fail(path, "neither a CloudTrail log file nor an S3 event (no \"Records\"); sam local generate-event s3 put prints an event");
                break;
        }
    }

    /// <summary>
    /// Reads the folder's events now: a log file that an event points at is replayed under the event's bucket and key.
    /// The log files themselves are for <see cref="Walk"/>.
    /// </summary>
    private void AddFolder(string path)
    {
        var folder = new LogFolder(path, _outputFolder);
        foreach (var file in folder.Walk())
        {
            switch (JsonSniffer.KindOf(file))
            {
                case JsonKind.Event:
                    AddEvent(file, File.ReadAllText(file), Path.GetDirectoryName(file)!);
                    break;
                case JsonKind.Other:
                    Notes.Skip();
                    break;
            }
        }

        _folders.Add(folder);
    }

    /// <summary>Counts the files, and names those that cannot be replayed beside another of the same key.</summary>
    private void Look()
    {
        Count = _named.Count;
        foreach (var folder in _folders)
        {
            foreach (var path in LogFiles(folder).Where(path => !IsKnown(folder, path)))
            {
                if (PathOfSameKey(folder, path) is { } other)
                {
                    Notes.Fail(path, $"{other} has the same key, {folder.KeyOf(path)}; replay the two in separate runs");
                }
                else
                {
                    Count++;
                }
            }
        }
    }

    private static IEnumerable<string> LogFiles(LogFolder folder) => folder.Walk().Where(path => JsonSniffer.KindOf(path) == JsonKind.LogFile);

    /// <summary>Whether a file was named by itself, or lies in a folder before this one.</summary>
    private bool IsKnown(LogFolder folder, string path) =>
        _byPath.ContainsKey(path) || _folders.TakeWhile(one => one != folder).Any(before => before.Contains(path));

    private string? PathOfSameKey(LogFolder folder, string path)
    {
        var key = folder.KeyOf(path);
        return _paths.GetValueOrDefault(new LogObject("", key))
            ?? _folders.TakeWhile(one => one != folder).Select(before => before.PathOf(key)).FirstOrDefault(File.Exists);
    }

    private void AddEvent(string name, string message, string folder)
    {
        foreach (var created in Notes.ReadEvent(name, message))
        {
            if (FindBeside(folder, created.File) is { } path)
            {
                Add(created, path);
            }
            else
            {
                Notes.Fail(name, $"the log file {created.File.Key} is neither below {folder} nor below its folder {created.File.Bucket}; put it there, as .json.gz or .json");
            }
        }
    }

    /// <summary>An event's log file lies beside the event, under its key, or under its bucket and key; compressed or readable.</summary>
    private static string? FindBeside(string folder, LogObject file)
    {
        var key = file.Key.Replace('/', Path.DirectorySeparatorChar);
        string[] places = [Path.Combine(folder, key), Path.Combine(folder, file.Bucket, key)];
        return places
            .SelectMany(place => place.EndsWith(".json.gz", StringComparison.Ordinal) ? new[] { place, place[..^".gz".Length] } : [place])
            .FirstOrDefault(File.Exists);
    }

    private void AddLogFile(string path, string key) => Add(new ObjectCreated(new LogObject("", key)), path);

    private void Add(ObjectCreated created, string path)
    {
        var fullPath = Path.GetFullPath(path);
        if (_byPath.ContainsKey(fullPath))
        {
            return;
        }

        if (!_paths.TryAdd(created.File, fullPath))
        {
            Notes.Fail(path, $"{_paths[created.File]} has the same key, {created.File.Key}; replay the two in separate runs");
            return;
        }

        _byPath.Add(fullPath, created.File);
        _named.Add(created);
    }

    private static string? KeyFromAwsLogs(string path)
    {
        var slashed = Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/');
        var start = slashed.LastIndexOf("/AWSLogs/", StringComparison.Ordinal);
        return start < 0 ? null : slashed[(start + 1)..];
    }
}
