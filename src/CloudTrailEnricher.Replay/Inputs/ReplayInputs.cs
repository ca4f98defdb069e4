using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>The log files that the arguments lead to, each once, and what was passed over on the way.</summary>
internal sealed class ReplayInputs
{
    private readonly Dictionary<LogObject, string> _paths = [];
    private readonly Dictionary<string, LogObject> _byPath = [];
    private readonly List<ObjectCreated> _files = [];
    private readonly List<FileFailure> _failures = [];
    private readonly string? _outputFolder;

    private ReplayInputs(string? outputFolder) => _outputFolder = outputFolder is null ? null : Path.GetFullPath(outputFolder);

    /// <summary>The log files, in the order in which they were found.</summary>
    public IReadOnlyList<ObjectCreated> Files => _files;

    /// <summary>Inputs that could not be read.</summary>
    public IReadOnlyList<FileFailure> Failures => _failures;

    /// <summary>S3 events read.</summary>
    public int Events { get; private set; }

    /// <summary>Files and messages that are no log files and announce none: digests, set-up messages, other JSON.</summary>
    public int Skipped { get; private set; }

    /// <summary>Where a log file lies.</summary>
    public string PathOf(LogObject file) => _paths[file];

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
                _failures.Add(new FileFailure(path, "neither a CloudTrail log file nor an S3 event (no \"Records\"); sam local generate-event s3 put prints an event"));
                break;
        }
    }

    private void AddFolder(string folder)
    {
        var paths = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase))
            .Where(path => _outputFolder is null || !Path.GetFullPath(path).StartsWith(_outputFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var logFiles = new List<string>();
        foreach (var path in paths)
        {
            switch (JsonSniffer.KindOf(path))
            {
                case JsonKind.Event:
                    AddEvent(path, File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
                    break;
                case JsonKind.LogFile:
                    logFiles.Add(path);
                    break;
                default:
                    Skipped++;
                    break;
            }
        }

        // Events first: a log file that an event points at is replayed under the event's bucket and key.
        foreach (var path in logFiles)
        {
            AddLogFile(path, KeyFromAwsLogs(folder, path) ?? Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'));
        }
    }

    private void AddEvent(string name, string message, string folder)
    {
        Announcement announcement;
        try
        {
            announcement = Announcement.Parse(message);
        }
        catch (FormatException e)
        {
            _failures.Add(new FileFailure(name, e.Message));
            return;
        }

        Events++;
        Skipped += announcement.Ignored;
        foreach (var created in announcement.Objects)
        {
            if (FindBeside(folder, created.File) is { } path)
            {
                Add(created, path);
            }
            else
            {
                _failures.Add(new FileFailure(name, $"the log file {created.File.Key} is neither below {folder} nor below its folder {created.File.Bucket}; put it there, as .json.gz or .json"));
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
            _failures.Add(new FileFailure(path, $"{_paths[created.File]} has the same key, {created.File.Key}; replay the two in separate runs"));
            return;
        }

        _byPath.Add(fullPath, created.File);
        _files.Add(created);
    }

    /// <summary>The key from <c>AWSLogs/</c> on, when the folder that was named lies inside it.</summary>
    private static string? KeyFromAwsLogs(string folder, string path) =>
        (Path.GetFullPath(folder) + Path.DirectorySeparatorChar).Contains($"{Path.DirectorySeparatorChar}AWSLogs{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? KeyFromAwsLogs(path)
            : null;

    private static string? KeyFromAwsLogs(string path)
    {
        var slashed = Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/');
        var start = slashed.LastIndexOf("/AWSLogs/", StringComparison.Ordinal);
        return start < 0 ? null : slashed[(start + 1)..];
    }
}
