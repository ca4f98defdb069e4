using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Sessions;

/// <summary>A log file that waits for evidence of a session.</summary>
/// <param name="File">The log file.</param>
/// <param name="Knows">
/// The one pair of address and user agent that all evidence agreed on when the note was written (<see cref="AddressAndAgent"/>): another
/// browser call with the same pair would change nothing. Null: any evidence may change something.
/// </param>
public readonly record struct WaitingFile(LogObject File, string? Knows)
{
    /// <summary>Whether a new item of evidence may change the file's copy.</summary>
    public bool MayBeChangedBy(Evidence evidence) =>
        Knows is null || evidence.Kind == EvidenceKind.SignIn || Knows != AddressAndAgent.Digest(evidence);
}
