using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CloudTrailEnricher.Sessions;

/// <summary>Compares what items of evidence say by short digests, which may be stored beside a file's name.</summary>
internal static class AddressAndAgent
{
    /// <summary>
    /// A digest of an item's address and user agent, and of the sign-in session that it belongs to where it says so: another sign-in
    /// session of the same key may not have been seen there. Null where the address or the agent is missing.
    /// </summary>
    public static string? Digest(Evidence evidence) =>
        evidence is { UserAgent: { } agent } && IPAddress.TryParse(evidence.SourceIPAddress, out var address)
            ? Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{address}\n{agent}\n{evidence.SignInSessionArn}")).AsSpan(0, 8))
            : null;

    /// <summary>The one digest that all items share; null where they differ, where one lacks a value, or where there are none.</summary>
    public static string? DigestOfAll(IEnumerable<Evidence> evidence)
    {
        string? shared = null;
        foreach (var item in evidence)
        {
            var digest = Digest(item);
            shared ??= digest;
            if (digest is null || digest != shared)
            {
                return null;
            }
        }

        return shared;
    }
}
