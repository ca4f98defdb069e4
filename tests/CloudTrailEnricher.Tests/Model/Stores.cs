using System.Globalization;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
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
    private readonly int[] _waiting = new int[Universe.Sessions];

    private Scenario Scenario => world.Scenario;

    private int Evidence => _history[^1];

    public bool PutEvidence(int bit)
    {
        if ((Evidence & bit) == 0)
        {
            _history.Add(Evidence | bit);
        }

        return true;
    }

    /// <summary>A read that is not consistent may see the table as it was at any time before.</summary>
    public IReadOnlyList<Evidence> FindEvidence(int session, bool consistent, Invocation invocation)
    {
        var seen = consistent ? Evidence : _history[^(1 + world.Choose(_history.Count))];
        invocation.Read = (invocation.Read & ~Universe.Mask(session)) | (seen & Universe.Mask(session));
        return Universe.Find(session, seen);
    }

    public bool AddWaiting(int session, int file)
    {
        _waiting[session] |= 1 << file;
        return true;
    }

    public bool RemoveWaiting(int session, int file)
    {
        _waiting[session] &= ~(1 << file);
        return true;
    }

    public IReadOnlyList<LogObject> FindWaiting(int session)
    {
        var files = new List<LogObject>();
        for (var file = 0; file < Scenario.Files; file++)
        {
            if ((_waiting[session] & (1 << file)) != 0)
            {
                files.Add(Scenario.NameOf(file));
            }
        }

        return files;
    }

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
        if (Evidence != Scenario.AllEvidence)
        {
            return $"the table holds evidence {Evidence:x}, the files hold {Scenario.AllEvidence:x}";
        }

        for (var file = 0; file < Scenario.Files; file++)
        {
            if (_copies[file] is not { } copy)
            {
                return $"file {file} has no copy";
            }

            // What a better copy would take away from this one, it may keep open: a copy that recovers less never replaces it.
            var best = Universe.Copy(Scenario.Redacted[file], Evidence).Counts;
            if (best.Unresolved < copy.Description.Unresolved && best.Recovered >= copy.Description.Recovered
                || best.Recovered > copy.Description.Recovered)
            {
                return $"file {file}: {copy.Description.Recovered} fields recovered and {copy.Description.Unresolved} unresolved, "
                    + $"though the evidence recovers {best.Recovered} and leaves {best.Unresolved}";
            }

            foreach (var session in Universe.Copy(Scenario.Redacted[file], copy.Evidence).Open)
            {
                if ((_waiting[session] & (1 << file)) == 0)
                {
                    return $"file {file} has an open field of session {session}, but does not wait for evidence of it";
                }
            }
        }

        return null;
    }

    /// <summary>What must hold of every single write.</summary>
    private void Put(int file, ReadOnlyMemory<byte> content, CopyDescription description, int evidence)
    {
        var expected = Universe.Copy(Scenario.Redacted[file], evidence);
        var counts = expected.Counts;
        if (!content.Span.EndsWith(expected.End)
            || !content.Span[..^expected.End.Length].SequenceEqual(Scenario.Sources[file].Content.Span[..^Universe.Copy(Scenario.Redacted[file], 0).SourceEnd]))
        {
            world.Violate($"file {file}: the copy is not what the source and the evidence {evidence:x} give");
        }

        if ((description.Redacted, description.Recovered, description.Ambiguous, description.Unresolved)
                != (counts.RedactedFields, counts.Recovered, counts.Ambiguous, counts.Unresolved)
            || description.Redacted != description.Recovered + description.Ambiguous + description.Unresolved
            || description.Source != Scenario.NameOf(file))
        {
            world.Violate($"file {file}: the copy describes itself wrongly: {description}");
        }

        if (_copies[file] is { } before && before.Description.Recovered > description.Recovered)
        {
            world.Violate($"file {file}: a copy that recovers {before.Description.Recovered} was replaced by one that recovers {description.Recovered}");
        }

        _copies[file] = new StoredCopy((++_writes[file]).ToString(CultureInfo.InvariantCulture), description, evidence);
    }

    private sealed record StoredCopy(string ETag, CopyDescription Description, int Evidence);
}
