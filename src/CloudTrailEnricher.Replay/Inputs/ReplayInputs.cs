using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay.Files;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// The log files that the arguments lead to, each once, and what was passed over on the way. Folders are walked anew whenever the files
/// are asked for: they may hold more files than memory has room for their names.
/// </summary>
internal sealed class ReplayInputs : IWalkObserver
{
    private readonly Dictionary<LogObject, string> _paths = [];
    private readonly Dictionary<string, LogObject> _byPath = [];
    private readonly List<ObjectCreated> _named = [];
    private readonly List<LogFolder> _folders = [];
    private readonly IFileSystem _fileSystem;
    private readonly string? _copiesFolder;
    private readonly FolderWalk _discovery;
    private bool _isDiscovered;

    private ReplayInputs(IFileSystem fileSystem, string? copiesFolder)
    {
        _fileSystem = fileSystem;
        _copiesFolder = copiesFolder;
        _discovery = new FolderWalk(fileSystem, copiesFolder, this);
        Files = new InputFiles(fileSystem);
    }

    /// <summary>What was named.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <summary>How many log files there are.</summary>
    public int Count { get; private set; }

    /// <summary>What there is to say of inputs beside log files.</summary>
    public InputNotes Notes { get; } = new();

    /// <summary>Everything that is read, so that nothing of it is written to.</summary>
    public InputFiles Files { get; }

    /// <summary>The files and folders that were named, or that a message announces.</summary>
    public IEnumerable<string> Named => _byPath.Keys.Concat(_folders.Select(folder => folder.Root));

    /// <summary>Whether the log files come from several buckets, so that keys alone do not tell them apart.</summary>
    public bool HaveSeveralBuckets { get; private set; }

    /// <summary>Follows the arguments.</summary>
    /// <param name="arguments">Files, folders, or <c>-</c>; none means the samples.</param>
    /// <param name="standardInput">Read for <c>-</c>.</param>
    /// <param name="copiesFolder">The folder of this run's copies; null for none.</param>
    /// <param name="fileSystem">Finds out what paths lead to.</param>
    /// <exception cref="UsageException">An argument leads nowhere.</exception>
    public static ReplayInputs Find(IReadOnlyList<string> arguments, TextReader standardInput, string? copiesFolder, IFileSystem fileSystem)
    {
        var inputs = new ReplayInputs(fileSystem, copiesFolder) { Arguments = arguments.Count > 0 ? arguments : [SampleFolder()] };
        foreach (var argument in inputs.Arguments)
        {
            if (argument == "-")
            {
                inputs.AddStandardInput(standardInput.ReadToEnd());
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

        inputs._isDiscovered = true;
        inputs.HaveSeveralBuckets = inputs._named.Select(one => one.File.Bucket).Where(bucket => bucket.Length > 0).Distinct().Count() > 1;
        inputs.Count = inputs.Walk().Count();
        return inputs;
    }

    /// <summary>The log files: those that were named, or that a message announces, then those of the folders, in order.</summary>
    public IEnumerable<ObjectCreated> Walk()
    {
        var taken = new Dictionary<string, string>();
        foreach (var one in _named)
        {
            if (IsFree(PathInBucket(one.File), PathOf(one.File), taken))
            {
                taken.Add(PathInBucket(one.File), PathOf(one.File));
                yield return one;
            }
        }

        var walk = new FolderWalk(_fileSystem, _copiesFolder, this);
        for (var at = 0; at < _folders.Count; at++)
        {
            var folder = _folders[at];
            foreach (var path in walk.Walk(folder.Root).Where(path => !_byPath.ContainsKey(path) && Recognize(path).Kind == InputKind.LogFile))
            {
                var key = folder.KeyOf(path);
                if (IsFree(key, path, taken) && IsFreeIn(_folders.Take(at), key, path))
                {
                    yield return new ObjectCreated(new LogObject("", key));
                }
            }
        }
    }

    /// <summary>Where a log file lies.</summary>
    public string PathOf(LogObject file) =>
        _paths.GetValueOrDefault(file)
        ?? (_folders.Count == 1 ? _folders[0] : _folders.Find(folder => File.Exists(folder.PathOf(file.Key))) ?? _folders[0]).PathOf(file.Key);

    /// <summary>A log file's place among all: its key, below its bucket where there are several.</summary>
    public string PathInBucket(LogObject file) => HaveSeveralBuckets && file.Bucket.Length > 0 ? $"{file.Bucket}/{file.Key}" : file.Key;

    void IWalkObserver.Entered(FileIdentity folder) => Files.AddFolder(folder);

    void IWalkObserver.Linked(string path) => Files.AddFile(path);

    void IWalkObserver.Unreadable(string path, string reason) => Notes.Fail(path, reason);

    void IWalkObserver.PassedOver(PassedOverKind kind, string path) => PassOver(kind, path);

    private static string SampleFolder() => Directory.Exists("events")
        ? "events"
        : throw new UsageException("no events/ folder here; start in the project's folder, or name a file, a folder or -");

    private void AddStandardInput(string text)
    {
        const string name = "standard input";
        try
        {
            switch (Recognition.OfText(text))
            {
                case { Kind: InputKind.LogFile }:
                    Notes.Fail(name, "a CloudTrail log file, where an S3 event is expected; save it as a file, and name that");
                    break;
                case { Kind: InputKind.Message, Text: var message }:
                    AddMessage(name, message, Directory.GetCurrentDirectory());
                    break;
                default:
                    // It is refused as what it is: no JSON, or JSON of another kind.
                    Notes.ReadMessage(name, text);
                    break;
            }
        }
        catch (FormatException e)
        {
            Notes.Fail(name, e.Message);
        }
    }

    private void AddFile(string path)
    {
        Files.AddFile(path);
        switch (Recognize(path))
        {
            case { Kind: InputKind.Message, Text: var message }:
                AddMessage(path, message, Path.GetDirectoryName(Path.GetFullPath(path))!);
                break;
            case { Kind: InputKind.LogFile }:
                Add(path, new ObjectCreated(new LogObject("", KeyFromAwsLogs(path) ?? Path.GetFileName(path))), path);
                break;
            case { Kind: InputKind.OtherDelivery }:
                PassOver(PassedOverKind.OtherDelivery, path);
                break;
            case { Kind: InputKind.OtherJson }:
                Notes.Fail(path, "neither a CloudTrail log file nor an S3 event (no \"Records\"); sam local generate-event s3 put prints an event");
                break;
        }
    }

    /// <summary>
    /// Reads the folder's messages now: a log file that one of them announces is replayed under its bucket and key.
    /// The log files themselves are for <see cref="Walk"/>.
    /// </summary>
    private void AddFolder(string path)
    {
        var folder = new LogFolder(path);
        foreach (var file in _discovery.Walk(folder.Root))
        {
            switch (Recognize(file))
            {
                case { Kind: InputKind.Message, Text: var message }:
                    Files.AddFile(file);
                    AddMessage(file, message, Path.GetDirectoryName(file)!);
                    break;
                case { Kind: InputKind.OtherDelivery }:
                    PassOver(PassedOverKind.OtherDelivery, file);
                    break;
                case { Kind: InputKind.OtherJson }:
                    PassOver(PassedOverKind.OtherJson, file);
                    break;
            }
        }

        _folders.Add(folder);
    }

    /// <summary>Recognizes a file; one that cannot be read is noted, and is none of the kinds.</summary>
    private Recognition Recognize(string path)
    {
        try
        {
            return Recognition.OfFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Notes.Fail(path, e.Message);
            return new Recognition(InputKind.Unreadable);
        }
    }

    private void AddMessage(string name, string message, string folder)
    {
        foreach (var created in Notes.ReadMessage(name, message))
        {
            if (!ObjectPath.IsPlain(created.File))
            {
                Notes.Fail(name, $"{created.File}: {ObjectPath.WhyNot}");
            }
            else if (FindBeside(folder, created.File) is { } path)
            {
                Add(name, created, path);
            }
            else
            {
                Notes.Fail(name, $"the log file {created.File.Key} is neither below {folder} nor below its folder {created.File.Bucket}; put it there, as .json.gz or .json");
            }
        }
    }

    /// <summary>A message's log file lies beside it, under its bucket and key, or under its key; compressed or readable.</summary>
    private static string? FindBeside(string folder, LogObject file)
    {
        string[] places = [Path.Join(folder, ObjectPath.Of(file.Bucket), ObjectPath.Of(file.Key)), Path.Join(folder, ObjectPath.Of(file.Key))];
        return places
            .SelectMany(place => place.EndsWith(".json.gz", StringComparison.Ordinal) ? new[] { place, place[..^".gz".Length] } : [place])
            .FirstOrDefault(File.Exists);
    }

    private void Add(string name, ObjectCreated created, string path)
    {
        var fullPath = Path.GetFullPath(path);
        if (_byPath.TryGetValue(fullPath, out var before))
        {
            if (before != created.File && created.File.Bucket.Length > 0)
            {
                Notes.Fail(name, $"{created.File}: its file {path} was taken for {before} before; put the two into folders that are named as their buckets");
            }
        }
        else if (!_paths.TryAdd(created.File, fullPath))
        {
            NameClash(path, _paths[created.File], created.File.Key);
        }
        else
        {
            Files.AddFile(fullPath);
            _byPath.Add(fullPath, created.File);
            _named.Add(created);
        }
    }

    private bool IsFreeIn(IEnumerable<LogFolder> folders, string key, string path)
    {
        var other = folders.Select(before => before.PathOf(key)).FirstOrDefault(File.Exists);
        return other is null || other == path || NameClash(path, other, key);
    }

    private bool IsFree(string key, string path, Dictionary<string, string> taken) =>
        !taken.TryGetValue(key, out var other) || NameClash(path, other, key);

    /// <summary>Notes that two files would have one copy.</summary>
    /// <returns>False.</returns>
    private bool NameClash(string path, string other, string key)
    {
        Notes.Fail(path, $"{other} has the same key, {key}; replay the two in separate runs");
        return false;
    }

    private void PassOver(PassedOverKind kind, string path)
    {
        if (!_isDiscovered)
        {
            Notes.PassOver(kind, path);
        }
    }

    private static string? KeyFromAwsLogs(string path)
    {
        var slashed = Path.GetFullPath(path).Replace(Path.DirectorySeparatorChar, '/');
        var start = slashed.LastIndexOf("/AWSLogs/", StringComparison.Ordinal);
        return start < 0 ? null : slashed[(start + 1)..];
    }
}
