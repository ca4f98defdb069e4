namespace CloudTrailEnricher.Tests.Model;

/// <summary>A call that a pass waits for.</summary>
internal abstract class PendingCall(Invocation invocation, CallKind kind, string subject)
{
    public Invocation Invocation => invocation;

    public CallKind Kind => kind;

    /// <summary>Does what the call is for; the caller does not know yet.</summary>
    public abstract void TakeEffect();

    /// <summary>Lets the caller go on, on this thread, until it waits again.</summary>
    public abstract void Succeed();

    /// <summary>Lets the caller go on with an error.</summary>
    public abstract void Fail();

    public override string ToString() => $"{invocation}: {kind} {subject}";
}

/// <inheritdoc/>
internal sealed class PendingCall<T>(Invocation invocation, CallKind kind, string subject, Func<T> effect)
    : PendingCall(invocation, kind, subject)
{
    // Continuations run inside SetResult: that makes the model's one thread the only one.
    private readonly TaskCompletionSource<T> _completion = new();
    private T _result = default!;

    public Task<T> Task => _completion.Task;

    public override void TakeEffect() => _result = effect();

    public override void Succeed() => _completion.SetResult(_result);

    public override void Fail() => _completion.SetException(new InjectedFaultException());
}

/// <summary>A store's error that the model made.</summary>
internal sealed class InjectedFaultException() : IOException("injected");
