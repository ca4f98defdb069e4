using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace CloudTrailEnricher.Rules;

/// <summary>Tells addresses from everything else in <c>sourceIPAddress</c>: service names, host names, <c>AWS Internal</c>.</summary>
internal static class SourceAddress
{
    /// <summary>
    /// Whether the text is an IP literal from which a person can call AWS: loopback, link-local, unspecified, broadcast and multicast
    /// addresses identify no caller.
    /// </summary>
    public static bool IsEvidence([NotNullWhen(true)] string? text) => TryParse(text, out var address) && IsReachable(address);

    /// <summary>
    /// Reads an IPv4 address of four decimal numbers, or an IPv6 address without zone or brackets.
    /// <see cref="IPAddress.TryParse(string, out IPAddress)"/> alone takes "1", "0x7f.1" and "[::1]:80" for addresses too.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text is null || text.Length is < 2 or > 45)
        {
            return false;
        }

        if (text.Contains(':'))
        {
            return !text.AsSpan().ContainsAny("[]%/")
                && IPAddress.TryParse(text, out address)
                && address.AddressFamily == AddressFamily.InterNetworkV6;
        }

        var numbers = 0;
        foreach (var part in text.AsSpan().Split('.'))
        {
            var number = text.AsSpan(part);
            if (number.Length is 0 or > 3 || number.ContainsAnyExceptInRange('0', '9') || (number.Length > 1 && number[0] == '0'))
            {
                return false;
            }

            numbers++;
        }

        return numbers == 4 && IPAddress.TryParse(text, out address);
    }

    private static bool IsReachable(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !IPAddress.IsLoopback(plain) && !plain.IsIPv6LinkLocal && !plain.IsIPv6Multicast && !plain.Equals(IPAddress.IPv6Any);
        }

        Span<byte> bytes = stackalloc byte[4];
        plain.TryWriteBytes(bytes, out _);

        // "This network", loopback, link-local; then multicast and what lies above it (RFC 6890, RFC 5771).
        return bytes is not ([0 or 127, ..] or [169, 254, ..] or [>= 224, ..]);
    }
}
