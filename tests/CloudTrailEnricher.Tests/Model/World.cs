using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// Runs one schedule: both passes over a bucket, a table and a queue in memory, where every call waits until it is chosen.
/// What is chosen next, and whether it succeeds, fails before or after it took effect, or kills its process, is up to the choices.
/// One thread runs everything, so that the choices are all that a schedule depends on.
/// </summary>
internal sealed class World
{
    private const int MaxSteps = 5_000;
    private const int Processes = 4;
    private const int MaxForced = 2;

    /// <summary>Faults that come early keep a schedule from ever meeting a late one: some schedules save theirs.</summary>
    private static readonly int[] CallsPerFault = [5, 12, 30];

    private readonly List<PendingCall> _pending = [];
    private readonly MessageQueue _messages = new();
    private readonly List<Invocation> _running = [];
    private readonly List<(CallKind, Fault)> _injected = [];
    private readonly ProcessMemory[] _memories = new ProcessMemory[Processes];
    private readonly Choices _choices;
    private readonly Bounds _bounds;
    private readonly Plant? _plant;
    private int _faultsLeft;
    private int _forced;
    private int _callsPerFault;
    private string? _violation;

    public World(Choices choices, Bounds bounds, Plant? plant, FaultCounts faults, List<string>? trace)
    {
        _choices = choices;
        _bounds = bounds;
        _plant = plant;
        Faults = faults;
        Trace = trace;
        Scenario = Scenario.Draw(choices, bounds);
        State = new Stores(this);
    }

    public Scenario Scenario { get; }

    public Stores State { get; }

    public FaultCounts Faults { get; }

    public ModelTime Time { get; } = new();

    /// <summary>What happened, for people; null while nobody asks.</summary>
    public List<string>? Trace { get; }

    /// <summary>Runs until nothing is left to do.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Run()
    {
        var violation = RunToTheEnd();
        Faults.Add(_injected, isRight: violation is null);
        return violation;
    }

    private string? RunToTheEnd()
    {
        for (var process = 0; process < Processes; process++)
        {
            _memories[process] = new ProcessMemory();
        }

        for (var file = 0; file < Scenario.Files; file++)
        {
            _messages.Add(new Message(Scenario.NameOf(file), null, Scenario.Sources[file].LastModified));
        }

        _faultsLeft = _choices.Choose(_bounds.Faults + 1);
        _callsPerFault = CallsPerFault[_choices.Choose(CallsPerFault.Length)];
        for (var step = 0; _violation is null; step++)
        {
            if (step == MaxSteps)
            {
                return $"after {MaxSteps} steps there is still something to do: {_messages.Count} messages, {_pending.Count} calls";
            }

            if (!Step())
            {
                return _violation ?? State.Judge();
            }
        }

        return _violation;
    }

    /// <summary>Makes a call that waits for its turn.</summary>
    public Task<T> Call<T>(Invocation invocation, CallKind kind, string subject, Func<T> effect)
    {
        var call = new PendingCall<T>(invocation, kind, subject, effect);
        _pending.Add(call);
        return call.Task;
    }

    public void Send(EnrichRequest request, TimeSpan delay)
    {
        if (delay < TimeSpan.Zero || delay > TimeSpan.FromSeconds(900))
        {
            Violate($"a message is delayed by {delay}, SQS takes 0 to 900 s");
        }

        // Lists of sessions can be too long for a message; then pass 2 must do without.
        _messages.Add(new Message(
            request.File, _choices.Rarely(8) ? request with { RedactedSessions = null, WaitedFor = [] } : request, Time.Now + delay));
        if (_forced < MaxForced && _choices.Rarely(24))
        {
            // Somebody redrives the file with force, at any time.
            _forced++;
            _messages.Add(
                new Message(
                    request.File,
                    new EnrichRequest(request.Announced) { Force = true },
                    Time.Now + TimeSpan.FromMinutes(_choices.Choose(60))));
        }
    }

    public int Choose(int count) => _choices.Choose(count);

    public void Violate(string what) => _violation ??= what;

    private bool Step()
    {
        var visible = _messages.CountVisible(Time.Now);
        if (_pending.Count + visible == 0)
        {
            return AdvanceTime();
        }

        if (_messages.Count > visible && _choices.Rarely(24))
        {
            return AdvanceTime();
        }

        var chosen = _choices.Choose(_pending.Count + visible);
        if (chosen < _pending.Count)
        {
            Proceed(_pending[chosen]);
        }
        else
        {
            Deliver(_messages.NthVisible(Time.Now, chosen - _pending.Count));
        }

        return true;
    }

    private void Proceed(PendingCall call)
    {
        // The first number is the plainest: so the last ones stand for faults.
        switch (_faultsLeft == 0 ? 0 : _choices.Choose(_callsPerFault * 4) - (_callsPerFault * 4) + 20)
        {
            case 16 or 17:
                Inject(Fault.FailedBefore, call);
                _pending.Remove(call);
                call.Fail();
                break;
            case 18:
                Inject(Fault.FailedAfter, call);
                _pending.Remove(call);
                call.TakeEffect();
                call.Fail();
                break;
            case 19:
                Kill(call);
                return;
            default:
                Trace?.Add($"{call}");
                _pending.Remove(call);
                call.TakeEffect();
                call.Succeed();
                break;
        }

        Finish(call.Invocation);
    }

    private void Kill(PendingCall call)
    {
        var after = _choices.Choose(2) == 1;
        Inject(after ? Fault.DiedAfter : Fault.DiedBefore, call);
        if (after)
        {
            call.TakeEffect();
        }

        var process = call.Invocation.Process;
        _memories[process] = new ProcessMemory();
        _pending.RemoveAll(other => other.Invocation.Process == process);
        for (var at = _running.Count - 1; at >= 0; at--)
        {
            if (_running[at].Process == process)
            {
                _messages.Add(_running[at].Message);
                _running.RemoveAt(at);
            }
        }
    }

    private void Deliver(Message message)
    {
        var process = (message.IsEvent ? 0 : Processes / 2) + _choices.Choose(Processes / 2);
        if (_faultsLeft > 0 && _choices.Rarely(12))
        {
            Inject(Fault.DeliveredTwice, null);
        }
        else
        {
            _messages.Remove(message);
        }

        var invocation = new Invocation(process, message);
        Trace?.Add($"{invocation} begins");
        _running.Add(invocation);
        var ports = new PassPorts(
            new ModelLogStore(this, invocation),
            new ModelEvidence(this, invocation, _memories[process]),
            new ModelWaitingList(this, invocation),
            new ModelQueue(this, invocation),
            Scenario.Passes);
        if (_plant is not null)
        {
            ports = _plant(ports, _memories[process]);
        }

        invocation.Begin(ports, Scenario, Time);
        Finish(invocation);
    }

    private void Finish(Invocation invocation)
    {
        if (!invocation.IsOver)
        {
            return;
        }

        _running.Remove(invocation);
        Trace?.Add($"{invocation} ends: {invocation.Outcome}");
        if (invocation.Failed)
        {
            if (!invocation.FailedByFault)
            {
                Violate($"{invocation} failed by itself: {invocation.Outcome}");
            }

            _messages.Add(invocation.Message);
            return;
        }

        State.Count(invocation);
        if (_faultsLeft > 0 && _choices.Rarely(16))
        {
            Inject(Fault.NotAcknowledged, null);
            _messages.Add(invocation.Message);
        }
    }

    private void Inject(Fault fault, PendingCall? call)
    {
        _faultsLeft--;
        _injected.Add((call?.Kind ?? CallKind.Queue, fault));
        Trace?.Add($"{call?.ToString() ?? "queue"}: FAULT {fault}");
    }

    private bool AdvanceTime()
    {
        if (_messages.NextAfter(Time.Now) is not { } next)
        {
            return false;
        }

        Time.Now = next;
        Trace?.Add($"it is {next - Scenario.Start:hh\\:mm}");
        return true;
    }
}
