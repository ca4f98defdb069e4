namespace CloudTrailEnricher.IntegrationTests.Emulators.SetUp;

/// <summary>An emulator that can be started, or why there is none.</summary>
/// <param name="Command">The program and its first arguments; null when there is none.</param>
/// <param name="Missing">Why there is none, and the remedy; null when there is one.</param>
internal sealed record SetUpResult(IReadOnlyList<string>? Command, string? Missing)
{
    public static SetUpResult Ready(params string[] command) => new(command, null);

    public static SetUpResult Failed(string reason) => new(null, reason);
}
