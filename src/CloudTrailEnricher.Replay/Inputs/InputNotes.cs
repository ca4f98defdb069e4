using CloudTrailEnricher.Notifications;

namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>
/// What there is to say of inputs beside log files: messages read, what was passed over, what could not be read.
/// Safe to use from several threads.
/// </summary>
internal sealed class InputNotes
{
    private readonly Lock _lock = new();
    private readonly List<FileFailure> _failures = [];
    private readonly HashSet<FileFailure> _known = [];
    private readonly SortedDictionary<PassedOverKind, (long Count, List<string> First)> _passedOver = [];
    private Action<FileFailure>? _listener;

    /// <summary>Inputs that could not be read.</summary>
    public IReadOnlyList<FileFailure> Failures
    {
        get
        {
            lock (_lock)
            {
                return [.. _failures];
            }
        }
    }

    /// <summary>Messages read: S3 events and the like.</summary>
    public int Events { get; private set; }

    /// <summary>What was passed over, by kind.</summary>
    public IReadOnlyList<PassedOver> PassedOver
    {
        get
        {
            lock (_lock)
            {
                return [.. _passedOver.Select(one => new PassedOver(one.Key, one.Value.Count, [.. one.Value.First]))];
            }
        }
    }

    /// <summary>Hands over every failure, those noted before and those to come.</summary>
    public void Listen(Action<FileFailure> listener)
    {
        lock (_lock)
        {
            _failures.ForEach(listener);
            _listener = listener;
        }
    }

    /// <summary>Notes that an input could not be read. A second walk that fails in the same way adds nothing.</summary>
    public void Fail(string name, string reason)
    {
        var failure = FileFailure.From(name, reason);
        lock (_lock)
        {
            if (_known.Add(failure))
            {
                _failures.Add(failure);
                _listener?.Invoke(failure);
            }
        }
    }

    /// <summary>Notes that a file would have the same copy as another, and is left out.</summary>
    public void FailSameKey(string path, string other, string key) =>
        Fail(path, $"{other} has the same key, {key}; replay the two in separate runs");

    /// <summary>Notes something that is no input.</summary>
    public void PassOver(PassedOverKind kind, string name, long count = 1)
    {
        lock (_lock)
        {
            var (before, first) = _passedOver.GetValueOrDefault(kind, (0, []));
            _passedOver[kind] = (before + count, first);
            if (first.Count < Inputs.PassedOver.MaxNamed)
            {
                first.Add(name);
            }
        }
    }

    /// <summary>The objects that a message announces. What of it cannot be read is noted, and costs the others nothing.</summary>
    public IReadOnlyList<ObjectCreated> ReadMessage(string name, string message)
    {
        Announcement announcement;
        try
        {
            announcement = Announcement.Read(message, S3EventRecord.Read);
        }
        catch (FormatException e)
        {
            Fail(name, e.Message);
            return [];
        }

        Events++;
        foreach (var reason in announcement.Unreadable)
        {
            Fail(name, reason);
        }

        if (announcement is { Objects.Count: 0, Unreadable.Count: 0 })
        {
            PassOver(PassedOverKind.OtherMessage, name);
        }
        else if (announcement.Ignored > 0)
        {
            PassOver(PassedOverKind.OtherMessage, name, announcement.Ignored);
        }

        return announcement.Objects;
    }
}
