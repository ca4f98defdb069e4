namespace CloudTrailEnricher.Tests.Model;

/// <summary>How often each fault was injected, and how the schedules with it ended.</summary>
internal sealed class FaultCounts
{
    private static readonly int Kinds = Enum.GetValues<CallKind>().Length;
    private static readonly int Faults = Enum.GetValues<Fault>().Length;

    private readonly long[,] _injected = new long[Kinds, Faults];
    private readonly long[,] _right = new long[Kinds, Faults];
    private readonly long[,] _wrong = new long[Kinds, Faults];

    /// <summary>How often.</summary>
    public long Injected(CallKind kind, Fault fault) => _injected[(int)kind, (int)fault];

    /// <summary>Schedules with the fault in which everything was right.</summary>
    public long Right(CallKind kind, Fault fault) => _right[(int)kind, (int)fault];

    /// <summary>Schedules with the fault in which something was wrong.</summary>
    public long Wrong(CallKind kind, Fault fault) => _wrong[(int)kind, (int)fault];

    public void Add(CallKind kind, Fault fault) => _injected[(int)kind, (int)fault]++;

    /// <summary>Adds a schedule's faults and its outcome.</summary>
    public void Add(List<(CallKind Kind, Fault Fault)> injected, bool isRight)
    {
        for (var at = 0; at < injected.Count; at++)
        {
            var (kind, fault) = injected[at];
            Add(kind, fault);
            if (injected.IndexOf(injected[at]) == at)
            {
                (isRight ? _right : _wrong)[(int)kind, (int)fault]++;
            }
        }
    }

    public void Add(FaultCounts other)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            for (var fault = 0; fault < Faults; fault++)
            {
                _injected[kind, fault] += other._injected[kind, fault];
                _right[kind, fault] += other._right[kind, fault];
                _wrong[kind, fault] += other._wrong[kind, fault];
            }
        }
    }
}

/// <summary>The calls that can fail.</summary>
internal enum CallKind
{
    ReadLogFile,
    FindCopy,
    PutCopy,
    CopyUnchanged,
    PutEvidence,
    FindEvidence,
    AddWaiting,
    FindWaiting,
    RemoveWaiting,
    Send,
    Queue,
}

/// <summary>What can go wrong.</summary>
internal enum Fault
{
    FailedBefore,
    FailedAfter,
    DiedBefore,
    DiedAfter,
    DeliveredTwice,
    NotAcknowledged,
}
