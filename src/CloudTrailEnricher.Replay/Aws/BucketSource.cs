using System.Runtime.CompilerServices;
using CloudTrailEnricher.Aws;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay.Aws;

/// <summary>
/// Log files in a bucket: those below <c>s3://bucket/prefix</c>, listed anew for each pass, those that S3 events announce, and single keys.
/// </summary>
internal sealed class BucketSource : IReplaySource
{
    private const string Scheme = "s3://";

    private readonly List<ObjectCreated> _named = [];
    private readonly HashSet<LogObject> _known = [];
    private readonly List<(string Bucket, string Prefix)> _prefixes = [];
    private readonly S3Listing _listing;
    private readonly string? _bucket;
    private readonly IReadOnlyList<string> _arguments;
    private readonly HashSet<string> _buckets = [];

    /// <param name="arguments">What the command line names.</param>
    /// <param name="bucket">The bucket that all objects must lie in; null for any.</param>
    /// <param name="listing">Lists prefixes.</param>
    /// <param name="standardInput">Read for <c>-</c>.</param>
    /// <exception cref="UsageException">An argument is nothing that can be replayed.</exception>
    public BucketSource(IReadOnlyList<string> arguments, string? bucket, S3Listing listing, TextReader standardInput)
    {
        _bucket = bucket;
        _arguments = arguments;
        _listing = listing;
        if (arguments.Count == 0)
        {
            throw new UsageException(
                "--aws: name what to replay: s3://bucket/prefix, keys, S3 event files, or - for an event on standard input");
        }

        foreach (var argument in arguments)
        {
            Add(argument, standardInput);
        }
    }

    /// <inheritdoc/>
    public int? Count => _prefixes.Count == 0 ? _named.Count : null;

    /// <inheritdoc/>
    public InputNotes Notes { get; } = new();

    /// <summary>The files on this machine that are read.</summary>
    public InputFiles Files { get; } = new(LocalFileSystem.Instance);

    /// <inheritdoc/>
    public string LookedFor =>
        $"objects named as CloudTrail names its log files (…/AWSLogs/…/CloudTrail/…/*.json.gz), in: {string.Join(", ", _arguments)}";

    /// <summary>A log file's place among all: its key, below its bucket where there are several.</summary>
    public string PathInBucket(LogObject file) => _buckets.Count > 1 ? $"{file.Bucket}/{file.Key}" : file.Key;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectCreated> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in _named)
        {
            yield return file;
        }

        for (var at = 0; at < _prefixes.Count; at++)
        {
            var (bucket, prefix) = _prefixes[at];
            await foreach (var file in _listing.WalkAsync(bucket, prefix, cancellationToken))
            {
                if (!_known.Contains(file.File) && !_prefixes.Take(at).Any(before => IsBelow(file.File, before)))
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>Finds out whether the prefixes can be listed.</summary>
    /// <exception cref="IOException">One cannot.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var (bucket, prefix) in _prefixes)
        {
            await _listing.CheckAsync(bucket, prefix, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public string NameOf(LogObject file) => file.ToString();

    private static bool IsBelow(LogObject file, (string Bucket, string Prefix) place) =>
        file.Bucket == place.Bucket && file.Key.StartsWith(place.Prefix, StringComparison.Ordinal);

    private void Add(string argument, TextReader standardInput)
    {
        if (argument == "-")
        {
            AddMessage("standard input", () => Recognition.OfText(standardInput.ReadToEnd()));
        }
        else if (argument.StartsWith(Scheme, StringComparison.Ordinal))
        {
            var (bucket, key) = argument[Scheme.Length..].Split('/', 2) is [var first, var rest]
                ? (first, rest)
                : (argument[Scheme.Length..], "");
            if (bucket.Length == 0)
            {
                throw new UsageException($"{argument}: no bucket; write s3://bucket/prefix");
            }

            MustBeOurs(bucket);
            if (LogFileKey.TryParse(key, out _))
            {
                Add(new ObjectCreated(new LogObject(bucket, key)));
            }
            else
            {
                _buckets.Add(bucket);
                _prefixes.Add((bucket, key));
            }
        }
        else if (File.Exists(argument))
        {
            Files.AddFile(argument);
            AddMessage(argument, () => Recognition.OfFile(argument));
        }
        else if (LogFileKey.TryParse(argument, out _))
        {
            var ownBucket = _bucket ?? throw new UsageException(
                $"{argument}: a key without a bucket; name it with --bucket, or as s3://bucket/key");
            Add(new ObjectCreated(new LogObject(ownBucket, argument)));
        }
        else
        {
            throw new UsageException($"{argument}: neither s3://bucket/prefix, nor a log file's key, nor an S3 event file");
        }
    }

    private void AddMessage(string name, Func<Recognition> recognize)
    {
        try
        {
            if (recognize() is { Kind: InputKind.Message, Text: var message })
            {
                AddEvent(name, message);
            }
            else
            {
                Notes.Fail(name, "not an S3 event; with --aws, log files are read from the bucket");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Notes.Fail(name, e.Message);
        }
    }

    private void AddEvent(string name, string message)
    {
        foreach (var created in Notes.ReadMessage(name, message))
        {
            MustBeOurs(created.File.Bucket);
            Add(created);
        }
    }

    private void Add(ObjectCreated created)
    {
        _buckets.Add(created.File.Bucket);
        if (_known.Add(created.File))
        {
            _named.Add(created);
        }
    }

    private void MustBeOurs(string bucket)
    {
        if (_bucket is not null && bucket != _bucket)
        {
            throw new UsageException($"bucket {bucket}: --bucket or SOURCE_BUCKET says {_bucket}");
        }
    }
}
