using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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
    /// <summary>A note stays below 4 KB.</summary>
    private const int MostRequests = 250;

    /// <summary>
    /// A file that waits for agents' calls names the requests that it asks for: a digest of each, one after the other. Null: it waits for
    /// all calls of the principal's agents.
    /// </summary>
    public string? Requests { get; init; }

    /// <summary>A file that waits for agents' calls which name one of some requests.</summary>
    /// <param name="file">The log file.</param>
    /// <param name="requests">The requests that the file asks for.</param>
    internal static WaitingFile ForRequests(LogObject file, IReadOnlyCollection<SessionKey> requests) => new(file, null)
    {
        Requests = requests.Count > MostRequests
            ? null
            : string.Concat(requests.Select(DigestOf).Order(StringComparer.Ordinal)),
    };

    /// <summary>Whether a new item of evidence may change the file's copy.</summary>
    public bool MayBeChangedBy(Evidence evidence) => evidence.Kind switch
    {
        EvidenceKind.AgentCall => Requests is null || NamesRequest(DigestOf(evidence.Session)),
        EvidenceKind.SignIn => true,
        _ => Knows is null || Knows != AddressAndAgent.Digest(evidence),
    };

    private bool NamesRequest(string digest)
    {
        for (var at = 0; at + digest.Length <= Requests!.Length; at += digest.Length)
        {
            if (Requests.AsSpan(at, digest.Length).SequenceEqual(digest))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Eight characters. Two requests with the same digest release a file in vain, and nothing else.</summary>
    private static string DigestOf(SessionKey request) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(request.ToString())).AsSpan(0, 6));
}
