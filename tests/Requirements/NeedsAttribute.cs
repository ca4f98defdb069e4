namespace CloudTrailEnricher.Requirements;

/// <summary>
/// What tests need beyond the .NET SDK: one test, those of a class, or those whose class takes a fixture. Where it is missing they are left
/// out together, in one skipped test.
/// </summary>
internal abstract class NeedsAttribute : Attribute
{
    /// <summary>The need.</summary>
    public abstract IRequirement Requirement { get; }
}

/// <inheritdoc cref="NeedsAttribute"/>
/// <typeparam name="T">The need.</typeparam>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
internal sealed class NeedsAttribute<T> : NeedsAttribute
    where T : IRequirement, new()
{
    /// <inheritdoc/>
    public override IRequirement Requirement { get; } = new T();
}
