using System.Text;
using CloudTrailEnricher.Copies;
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
    private const string NoRecords =
        "no CloudTrail records and no S3 event: neither a log file ({\"Records\":[…]}), nor what the AWS CLI, EventBridge or CloudWatch "
        + "Logs make of one";

    private const string StandardInputName = "standard input";

    /// <summary>What is read from standard input has no name of its own.</summary>
    private static readonly LogObject StandardInput = new("", "standard-input.json");

    private readonly NamedFiles _named;
    private readonly List<LogFolder> _folders = [];
    private readonly IFileSystem _fileSystem;
    private readonly string? _copiesFolder;
    private readonly FolderWalk _discovery;
    private readonly DateTime _begin = TimeProvider.System.GetUtcNow().UtcDateTime;
    private byte[] _standardInput = [];
    private bool _isDiscovered;

    private ReplayInputs(IFileSystem fileSystem, string? copiesFolder)
    {
        _fileSystem = fileSystem;
        _copiesFolder = copiesFolder;
        _discovery = new FolderWalk(fileSystem, copiesFolder, this);
        Files = new InputFiles(fileSystem);
        _named = new NamedFiles(Notes, Files);
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
    public IEnumerable<string> Named => _named.Paths.Concat(_folders.Select(folder => folder.Root));

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
        inputs.Count = inputs.Walk().Count();
        return inputs;
    }

    /// <summary>The log files: those that were named, or that a message announces, then those of the folders, in order.</summary>
    public IEnumerable<ObjectCreated> Walk()
    {
        var taken = new Dictionary<string, string>();
        foreach (var one in _named.Files)
        {
            var (place, path) = (PathInBucket(one.File), PathOf(one.File));
            if (taken.TryAdd(place, path))
            {
                yield return one;
            }
            else
            {
                Notes.FailSameKey(path, taken[place], place);
            }
        }

        var walk = new FolderWalk(_fileSystem, _copiesFolder, this);
        for (var at = 0; at < _folders.Count; at++)
        {
            var folder = _folders[at];
            foreach (var path in walk.Walk(folder.Root).Where(path => !_named.Contains(path) && Recognize(path).Kind == InputKind.LogFile))
            {
                // Two folders inside of AWSLogs have the same base: what is found through the one may be this very file.
                var key = folder.KeyOf(path);
                if ((taken.GetValueOrDefault(key) ?? PathInFolders(_folders.Take(at), key)) is { } other && other != path)
                {
                    Notes.FailSameKey(path, other, key);
                }
                else
                {
                    yield return new ObjectCreated(new LogObject("", key));
                }
            }
        }
    }

    /// <summary>Where a log file lies.</summary>
    public string PathOf(LogObject file) =>
        _named.PathOf(file)
        ?? (_folders.Count == 1 ? null : PathInFolders(_folders, file.Key))
        ?? _folders[0].PathOf(file.Key);

    /// <summary>When a log file was written. Standard input is new each time.</summary>
    public DateTime TimeOf(LogObject file) => file == StandardInput ? _begin : File.GetLastWriteTimeUtc(PathOf(file));

    /// <summary>Reads a log file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public async Task<SourceFile> ReadAsync(LogObject file, CancellationToken cancellationToken) => new(
        file == StandardInput ? _standardInput : await InputFile.ReadAsync(PathOf(file), cancellationToken),
        ETag: null,
        TimeOf(file),
        default);

    /// <summary>A log file's place among all: its key, below its bucket where there are several.</summary>
    public string PathInBucket(LogObject file) =>
        file.Bucket.Length > 0 && _named.HaveSeveralBuckets ? $"{file.Bucket}/{file.Key}" : file.Key;

    void IWalkObserver.Entered(FileIdentity folder) => Files.AddFolder(folder);

    void IWalkObserver.Linked(string path) => Files.AddFile(path);

    void IWalkObserver.Unreadable(string path, string reason) => Notes.Fail(path, reason);

    void IWalkObserver.PassedOver(PassedOverKind kind, string path) => PassOver(kind, path);

    private static string SampleFolder() => Directory.Exists("events")
        ? "events"
        : throw new UsageException("no events/ folder here; start in the project's folder, or name a file, a folder or -");

    private void AddStandardInput(string text)
    {
        try
        {
            switch (Recognition.OfText(text))
            {
                case { Kind: InputKind.LogFile } when _standardInput.Length > 0:
                    Notes.Fail(StandardInputName, "named twice; it can be read once");
                    break;
                case { Kind: InputKind.LogFile }:
                    _standardInput = Encoding.UTF8.GetBytes(text);
                    _named.AddStandardInput(StandardInput, StandardInputName);
                    break;
                case { Kind: InputKind.Message, Text: var message }:
                    _named.AddAnnounced(StandardInputName, message, Directory.GetCurrentDirectory());
                    break;
                default:
                    Notes.Fail(
                        StandardInputName,
                        text.StartsWith('\u001F') ? $"gzip; inflate it first: gunzip -c | {CommandLine.ProgramName} -" : NoRecords);
                    break;
            }
        }
        catch (FormatException e)
        {
            Notes.Fail(StandardInputName, e.Message);
        }
    }

    private void AddFile(string path)
    {
        Files.AddFile(path);
        switch (Recognize(path))
        {
            case { Kind: InputKind.Message, Text: var message }:
                _named.AddAnnounced(path, message, Path.GetDirectoryName(Path.GetFullPath(path))!);
                break;
            case { Kind: InputKind.LogFile }:
                _named.Add(path);
                break;
            case { Kind: InputKind.OtherDelivery }:
                PassOver(PassedOverKind.OtherDelivery, path);
                break;
            case { Kind: InputKind.OtherJson }:
                Notes.Fail(path, NoRecords);
                break;
            case { Kind: InputKind.OtherFile, Text: var reason }:
                Notes.Fail(path, reason.Length > 0 ? reason : NoRecords);
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
                    _named.AddAnnounced(file, message, Path.GetDirectoryName(file)!);
                    break;
                case { Kind: InputKind.OtherDelivery }:
                    PassOver(PassedOverKind.OtherDelivery, file);
                    break;
                case { Kind: InputKind.OtherJson }:
                    PassOver(PassedOverKind.OtherJson, file);
                    break;
                case { Kind: InputKind.OtherFile }:
                    PassOver(PassedOverKind.OtherFile, file);
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

    private static string? PathInFolders(IEnumerable<LogFolder> folders, string key) =>
        folders.Select(folder => folder.PathOf(key)).FirstOrDefault(File.Exists);

    private void PassOver(PassedOverKind kind, string path)
    {
        if (!_isDiscovered)
        {
            Notes.PassOver(kind, path);
        }
    }
}
