using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>The bucket and the table of one schedule, and what must hold of them.</summary>
internal sealed class Stores(World world)
{
    private readonly StoredCopy?[] _copies = new StoredCopy?[world.Scenario.Files];
    private readonly int[] _published = new int[world.Scenario.Files];
    private readonly int[] _writes = new int[world.Scenario.Files];
    private readonly List<int> _history = [0];
    private readonly WaitingFile?[,] _waiting = new WaitingFile?[Universe.Sessions, world.Scenario.Files];

    private Scenario Scenario => world.Scenario;

    private int Events => _history[^1];

    /// <summary>Writes an item, or extends the one that is there.</summary>
    public bool PutEvidence(int events)
    {
        if ((Events & events) != events)
        {
            _history.Add(Events | events);
        }

        return true;
    }

    /// <summary>A read that is not consistent may see the table as it was at any time before.</summary>
    public IReadOnlyList<Evidence> FindEvidence(int session, bool consistent, Invocation invocation)
    {
        var seen = consistent ? Events : _history[^(1 + world.Choose(_history.Count))];
        invocation.Read = (invocation.Read & ~Universe.Mask(session)) | (seen & Universe.Mask(session));
        return Universe.Find(session, seen);
    }

    public bool AddWaiting(int session, WaitingFile waiting)
    {
        _waiting[session, Scenario.NumberOf(waiting.File)] = waiting;
        return true;
    }

    public bool RemoveWaiting(int session, int file)
    {
        _waiting[session, file] = null;
        return true;
    }

    public IReadOnlyList<WaitingFile> FindWaiting(int session) =>
        [.. Enumerable.Range(0, Scenario.Files).Select(file => _waiting[session, file]).OfType<WaitingFile>()];

    public PublishedCopy? FindCopy(int file) => _copies[file] is { } copy ? new PublishedCopy(copy.ETag, copy.Description) : null;

    public bool TryPut(int file, ReadOnlyMemory<byte> content, CopyDescription description, string? replaces, Invocation invocation)
    {
        if (_copies[file]?.ETag != replaces)
        {
            return false;
        }

        Put(file, content, description, invocation.Read);
        return true;
    }

    public bool Copy(int file, CopyDescription description)
    {
        Put(file, Scenario.Sources[file].Content, description, 0);
        return true;
    }

    public void Count(Invocation invocation)
    {
        var file = Scenario.NumberOf(invocation.Message.File);
        if (invocation.Enriched == EnrichOutcome.Published && ++_published[file] > 1)
        {
            world.Violate($"file {file} was published for the first time twice");
        }
    }

    /// <summary>What is wrong when nothing is left to do, or null.</summary>
    public string? Judge()
    {
        if (Universe.Stored(Events) != Universe.Stored(Scenario.AllEvents))
        {
            return $"the table holds events {Events:x}, the files hold {Scenario.AllEvents:x}";
        }

        return Enumerable.Range(0, Scenario.Files).Select(Judge).FirstOrDefault(problem => problem is not null);
    }

    private string? Judge(int file)
    {
        if (_copies[file] is not { } copy)
        {
            return $"file {file} has no copy";
        }

        var redacted = Scenario.Redacted[file];
        foreach (var session in Universe.Asked(redacted))
        {
            // What sign-ins told when the copy was made is final: the live path neither changes it nor waits for anything.
            var reading = Universe.Copy(session, redacted, copy.Events).Reading;
            if (reading.IsFinal)
            {
                continue;
            }

            var best = Universe.Copy(session, redacted, Events).Reading;
            if (reading.Values != best.Values)
            {
                return $"file {file}, session {session}: the copy reads\n{reading.Values}\nthough all evidence gives\n{best.Values}";
            }

            if (_waiting[session, file] is not { } note)
            {
                return $"file {file} is not noted as waiting for session {session}, though its copy is not final";
            }

            if (MissedBy(note, redacted, session, reading) is { } missed)
            {
                return $"file {file}: its note for session {session} lets event {missed} pass, which would change the copy";
            }
        }

        return null;
    }

    /// <summary>An event that would change the copy, though the note says that it would not.</summary>
    private int? MissedBy(WaitingFile note, int redacted, int session, CopyReading reading)
    {
        for (var bit = session * Universe.EventsOfOne; bit < (session + 1) * Universe.EventsOfOne; bit++)
        {
            if (!note.MayBeChangedBy(Universe.EvidenceOf(bit))
                && Universe.Copy(session, redacted, Events | (1 << bit)).Reading.Values != reading.Values)
            {
                return bit;
            }
        }

        return null;
    }

    /// <summary>What must hold of every single write.</summary>
    private void Put(int file, ReadOnlyMemory<byte> content, CopyDescription description, int events)
    {
        var redacted = Scenario.Redacted[file];
        if (!content.Span.SequenceEqual(Universe.Copy(Scenario.Sources[file].Content.Span, redacted, events)))
        {
            world.Violate($"file {file}: the copy is not what the source and the events {events:x} give");
        }

        var asked = Universe.Asked(redacted).ToArray();
        var expected = Array.ConvertAll(asked, session => Universe.Copy(session, redacted, events));
        if ((description.Redacted, description.Recovered, description.Ambiguous, description.Unresolved)
                != (
                    Sum(counts => counts.RedactedFields),
                    Sum(counts => counts.Recovered),
                    Sum(counts => counts.Ambiguous),
                    Sum(counts => counts.Unresolved))
            || description.IsFinal != Array.TrueForAll(expected, session => session.Reading.IsFinal)
            || description.Source != Scenario.NameOf(file))
        {
            world.Violate($"file {file}: the copy describes itself wrongly: {description}");
        }

        if (_copies[file] is { } before
            && asked.Where(session => Universe.Lacks(session, events, before.Events)).ToArray() is [var lacking, ..])
        {
            world.Violate(
                $"file {file}: a copy was replaced by one that knows less of session {lacking}: {before.Events:x}, then {events:x}");
        }

        _copies[file] = new StoredCopy((++_writes[file]).ToString(CultureInfo.InvariantCulture), description, events);

        long Sum(Func<EnrichmentCounts, long> count) => expected.Sum(session => count(session.Counts));
    }

    private sealed record StoredCopy(string ETag, CopyDescription Description, int Events);
}
