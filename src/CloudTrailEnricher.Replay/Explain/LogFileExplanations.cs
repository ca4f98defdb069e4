using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Replay.Forms;
using CloudTrailEnricher.Replay.Inputs;
using CloudTrailEnricher.Replay.Outputs;
using CloudTrailEnricher.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>
/// Explains from log files, on disk or in a bucket: pass 1 over all of them, then pass 2 over those that hold the subject. Nothing is
/// written.
/// </summary>
internal sealed class LogFileExplanations : IExplanationSource
{
    private readonly PassOptions _options;
    private readonly InMemoryEvidence _index = new();
    private readonly InMemoryEnrichQueue _queue = new();
    private readonly ConcurrentBag<FileFailure> _failures = [];
    private readonly ConcurrentBag<(LogObject File, RecordOutcome Outcome)> _lookAlikes = [];
    private readonly ConcurrentDictionary<LogObject, bool> _mentions = new();
    private readonly EvidenceLog _evidence;
    private readonly EvidenceOnly _known;
    private readonly AnyFormStore _store;
    private readonly IReplaySource _source;
    private readonly string _where;
    private ObjectCreated[] _files = [];

    /// <param name="source">The files.</param>
    /// <param name="store">Reads them.</param>
    /// <param name="options">The options of both passes.</param>
    /// <param name="where">The inputs in words.</param>
    /// <param name="table">What else is known; null for nothing.</param>
    public LogFileExplanations(IReplaySource source, ILogStore store, PassOptions options, string where, IEvidenceStore? table = null)
    {
        _source = source;
        _store = new AnyFormStore(store, source.Notes, source.NameOf);
        _options = options with { SettleTime = TimeSpan.Zero, HandOver = true };
        _where = where;
        _evidence = new EvidenceLog(_index);
        _known = new EvidenceOnly(_index, table);
    }

    /// <summary>Explains from files on disk.</summary>
    /// <param name="inputs">The files.</param>
    /// <param name="where">The inputs in words.</param>
    /// <param name="anyAccount">Whether evidence counts in a file of any account's folder.</param>
    public static LogFileExplanations OnDisk(ReplayInputs inputs, string where, bool anyAccount) => new(
        new LocalSource(inputs),
        new DirectoryLogStore(inputs.ReadAsync, copies: null),
        new PassOptions { RequireMatchingAccount = !anyAccount, AcceptAnyKey = true },
        where);

    /// <inheritdoc/>
    public async Task<Explanation> FindAsync(Subject subject, CancellationToken cancellationToken)
    {
        _files = await _source.WalkAsync(cancellationToken).ToArrayAsync(cancellationToken);
        await ProgressBar.RunAsync(
            _files.Length,
            (progress, stop) => progress.EachAsync("Pass 1: index", _files, created => IndexAsync(created, subject, stop), stop),
            cancellationToken);
        var events = new List<FoundEvent>();
        EnrichRequest[] requests = [.. _queue.TakeAll().DistinctBy(request => request.File)];
        foreach (var request in requests.Where(request => MayHold(request, subject)))
        {
            events.AddRange(await TryEnrichAsync(request, subject, cancellationToken));
        }

        var merged = events
            .GroupBy(one => one.Record.Before.GetRawText())
            .Select(same => same.First() with
            {
                Files = [.. same.SelectMany(one => one.Files).Distinct().OrderBy(file => file.ToString(), StringComparer.Ordinal)],
            })
            .OrderBy(one => one.Record.EventTime, StringComparer.Ordinal).ThenBy(one => one.Record.EventId, StringComparer.Ordinal)
            .ToArray();
        return new Explanation(merged, Sessions(subject, merged), Searched())
        {
            Principals = merged.Length == 0 && subject.EventId is { } text ? PrincipalsNamed(text, requests) : [],
        };
    }

    /// <summary>The principals of console sessions whose ARN holds a text, such as a user's name.</summary>
    private string[] PrincipalsNamed(string text, IEnumerable<EnrichRequest> requests) =>
    [
        .. requests.SelectMany(request => request.RedactedSessions?.Keys ?? []).Concat(_evidence.Sessions)
            .Where(session => session.Kind == SessionKeyKind.Console)
            .Select(session => session.PrincipalArn)
            .Where(arn => arn.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private async Task IndexAsync(ObjectCreated created, Subject subject, CancellationToken cancellationToken)
    {
        var file = created.File;
        try
        {
            var pass = new IndexPass(
                _store,
                _evidence.For(file),
                new NothingWaits(),
                _queue,
                _options,
                NullLogger<IndexPass>.Instance,
                (from, outcome) => _lookAlikes.Add((from, outcome)));
            await _store.RunAsync(file, () => pass.RunAsync(created, cancellationToken), cancellationToken);
            if (subject.EventId is { } id)
            {
                var source = await _store.GetAsync(file, cancellationToken);
                _mentions[file] = MayMention(Text(source.Content), id);
            }
        }
        catch (Exception e) when (e is LogFileException or IOException or UnauthorizedAccessException)
        {
            _failures.Add(new FileFailure(_source.NameOf(file), e.Message));
        }
    }

    /// <summary>Whether the id stands in the text, or could stand there with escapes.</summary>
    private static bool MayMention(ReadOnlySpan<byte> text, string id) =>
        text.IndexOf(Encoding.UTF8.GetBytes(id)) >= 0 || text.IndexOf("\\u"u8) >= 0;

    private bool MayHold(EnrichRequest request, Subject subject) => subject.EventId is not null
        ? _mentions.GetValueOrDefault(request.File)
        : request.RedactedSessions?.Keys.Any(subject.Names) is true
            || (subject.Session is null
                && _lookAlikes.Any(one => one.File == request.File && one.Outcome.PrincipalArn == subject.PrincipalArn));

    private async Task<IReadOnlyList<FoundEvent>> TryEnrichAsync(
        EnrichRequest request, Subject subject, CancellationToken cancellationToken)
    {
        try
        {
            return await EnrichAsync(request, subject, cancellationToken);
        }
        catch (Exception e) when (
            e is LogFileException or IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // The passes take records whose text is no valid Unicode; showing them fails.
            _failures.Add(new FileFailure(_source.NameOf(request.File), e.Message));
            return [];
        }
    }

    /// <summary>Runs pass 2 over one file, into memory, and reads what it did with the subject's records.</summary>
    private async Task<IReadOnlyList<FoundEvent>> EnrichAsync(EnrichRequest request, Subject subject, CancellationToken cancellationToken)
    {
        var file = request.File;
        var bucket = new InMemoryLogStore();
        var source = await _store.GetAsync(file, cancellationToken);
        bucket.AddSource(file, source);
        var outcomes = _lookAlikes.Where(one => one.File == file).Select(one => one.Outcome).ToList();
        var pass = new EnrichPass(
            bucket,
            _known,
            new NothingWaits(),
            _queue,
            _options,
            TimeProvider.System,
            NullLogger<EnrichPass>.Instance,
            (_, outcome) => outcomes.Add(outcome));
        await pass.RunAsync(request, cancellationToken);

        var ofRecords = outcomes.ToLookup(outcome => outcome.EventId);
        var copy = bucket.ContentOf(file with { Key = _options.EnrichedPrefix.KeyFor(file.Key) });
        var found = new List<FoundEvent>();
        foreach (var record in RecordChange.InFile(Text(source.Content), Text(copy)))
        {
            var outcome = ofRecords[record.EventId].FirstOrDefault(record.IsOf);
            if (IsAsked(subject, record, outcome))
            {
                found.Add(Event(record.Detached(), outcome, file));
            }
        }

        return found;
    }

    private static bool IsAsked(Subject subject, RecordChange record, RecordOutcome? outcome) => subject switch
    {
        { EventId: { } id } => record.EventId == id,
        { Session: not null } => outcome is { Recoverability: Rules.Recoverability.Recoverable } && subject.Names(outcome.Session),
        _ => outcome is not null && outcome.PrincipalArn == subject.PrincipalArn,
    };

    private FoundEvent Event(RecordChange record, RecordOutcome? outcome, LogObject file)
    {
        var hasSession = outcome is { Recoverability: Rules.Recoverability.Recoverable } or { Agent: not null };
        var ownSession = hasSession && outcome!.Session != default ? outcome.Session : (SessionKey?)null;
        var knownFrom = record.EventId.Length == 0 ? [] : _evidence.SessionsKnownFrom(record.EventId).Cast<SessionKey?>().ToArray();
        return new FoundEvent(record, [file])
        {
            Outcome = outcome,
            Session = ownSession ?? knownFrom.FirstOrDefault(),
            IsEvidence = knownFrom.Length > 0,
        };
    }

    private FoundSession[] Sessions(Subject subject, IEnumerable<FoundEvent> events)
    {
        var sessions = events.Select(one => one.Session).OfType<SessionKey>();
        if (subject.EventId is null)
        {
            sessions = sessions.Concat(_evidence.Sessions.Where(subject.Names));
        }

        return
        [
            .. sessions.Distinct()
                .OrderBy(session => session.CreationDate)
                .ThenBy(session => session.PrincipalArn, StringComparer.Ordinal)
                .Select(_evidence.Find),
        ];
    }

    private Searched Searched() => new(
        _where,
        [.. _files.Select(created => created.File)],
        [.. _source.Notes.Failures.Concat(_failures.OrderBy(failure => failure.File, StringComparer.Ordinal)).Distinct()])
    {
        NameOf = _source.NameOf,
    };

    /// <summary>The text of a file that a pass has read before, so that its size is known to be within the limits.</summary>
    private static byte[] Text(ReadOnlyMemory<byte> content)
    {
        var text = content.ToArray();
        if (text is [0x1F, 0x8B, ..])
        {
            using var gzip = new GZipStream(new MemoryStream(text), CompressionMode.Decompress);
            var whole = new MemoryStream();
            gzip.CopyTo(whole);
            text = whole.ToArray();
        }

        return text is [0xEF, 0xBB, 0xBF, .. var withoutMark] ? withoutMark : text;
    }
}
