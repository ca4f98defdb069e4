using System.Globalization;
using System.IO.Hashing;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Backfill;

/// <summary>
/// A bucket with any number of log files, each made of its key when it is read: of ten files one holds a session's sign-in, three hold
/// redacted records of it, and six hold neither. Of a copy only a hash is kept.
/// </summary>
internal sealed class GeneratedTrail : ILogStore
{
    public const string Bucket = "trail";

    private const int FilesPerSession = 10;

    private readonly Dictionary<string, (PublishedCopy Copy, UInt128 Hash)> _copies = [];
    private readonly Lock _lock = new();
    private int _reads;
    private int _writes;

    /// <summary>The numbers of the files that cannot be read.</summary>
    public IReadOnlySet<int> Unreadable { get; set; } = new HashSet<int>();

    /// <summary>The numbers of the files that cannot be read the first time.</summary>
    public HashSet<int> UnreadableOnce { get; set; } = [];

    /// <summary>The numbers of the files that are cut off.</summary>
    public IReadOnlySet<int> Damaged { get; set; } = new HashSet<int>();

    /// <summary>The numbers of the files that must be restored before they can be read.</summary>
    public IReadOnlySet<int> Archived { get; set; } = new HashSet<int>();

    /// <summary>How often log files were read.</summary>
    public int Reads => _reads;

    /// <summary>How many copies were written.</summary>
    public int Writes => _writes;

    public static string Key(int number) =>
        $"AWSLogs/123456789012/CloudTrail/us-east-1/{Day(number):yyyy'/'MM'/'dd}/123456789012_CloudTrail_us-east-1_{Day(number):yyyyMMdd}T0000Z_{number:d16}.json.gz";

    /// <summary>The delivery days: two, of which the first has two thirds of the files.</summary>
    public static DateOnly Day(int number) => new DateOnly(2024, 2, 28).AddDays(number % 3 == 0 ? 1 : 0);

    /// <summary>The file's text.</summary>
    public static string Text(int number) => (number % FilesPerSession) switch
    {
        0 => File(SwitchRole(Arn(number), Created, Address(number), Agent, eventId: $"s-{number}")),
        1 or 2 or 3 => File(Redacted(Arn(number)), Plain(number)),
        _ => File(Plain(number)),
    };

    /// <summary>The text that its copy must have.</summary>
    public static string Expected(int number) => (number % FilesPerSession) is 1 or 2 or 3
        ? Enrich(Text(number), Text(number - (number % FilesPerSession))).Text
        : Text(number);

    /// <summary>The hash of the copy's text; null when there is none.</summary>
    public UInt128? HashOfCopy(int number)
    {
        lock (_lock)
        {
            return _copies.TryGetValue("enriched/" + Key(number), out var found) ? found.Hash : null;
        }
    }

    public static UInt128 Hash(string text) => XxHash128.HashToUInt128(Utf8(text));

    public Task<SourceFile> GetAsync(LogObject source, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        var number = Number(source.Key);
        if (Unreadable.Contains(number) || IsUnreadableNow(number))
        {
            throw new IOException($"{source}: cannot be read: SlowDown: Please reduce your request rate.");
        }

        if (Archived.Contains(number))
        {
            throw new ArchivedObjectException(source);
        }

        var text = Utf8(Text(number));
        return Task.FromResult(
            new SourceFile(Damaged.Contains(number) ? text[..^2] : text, $"etag-{number}", DateTimeOffset.UnixEpoch, default));
    }

    private bool IsUnreadableNow(int number)
    {
        lock (_lock)
        {
            return UnreadableOnce.Remove(number);
        }
    }

    public Task<PublishedCopy?> FindCopyAsync(LogObject copy, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_copies.TryGetValue(copy.Key, out var found) ? found.Copy : null);
        }
    }

    public Task<bool> TryPutCopyAsync(
        LogObject copy,
        ReadOnlyMemory<byte> content,
        ContentHeaders headers,
        CopyDescription description,
        PublishedCopy? replaces,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var free = _copies.GetValueOrDefault(copy.Key).Copy?.ETag == replaces?.ETag;
            if (free)
            {
                Put(copy, content.Span, description);
            }

            return Task.FromResult(free);
        }
    }

    public Task<bool> CopyAsync(LogObject copy, ContentHeaders headers, CopyDescription description, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Put(copy, Utf8(Text(Number(description.Source.Key))), description);
            return Task.FromResult(true);
        }
    }

    private void Put(LogObject copy, ReadOnlySpan<byte> content, CopyDescription description) =>
        _copies[copy.Key] = (new PublishedCopy($"{++_writes}", description), XxHash128.HashToUInt128(content));

    private static int Number(string key) => int.Parse(key.AsSpan()[^24..^8], CultureInfo.InvariantCulture);

    private static string Arn(int number) => $"arn:aws:sts::123456789012:assumed-role/Admin/person-{number / FilesPerSession}";

    private static string Address(int number) => $"2001:db8::{(number / FilesPerSession) & 0xFFFF:x}";

    private static string Plain(int number) =>
        $$"""{"eventName":"Decrypt","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2","number":{{number}}.50}""";
}
