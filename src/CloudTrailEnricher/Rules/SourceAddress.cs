using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace CloudTrailEnricher.Rules;

/// <summary>Tells addresses from what else stands in <c>sourceIPAddress</c>: service names, host names, <c>AWS Internal</c>.</summary>
internal static class SourceAddress
{
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
            return !text.AsSpan().ContainsAny("[]%/") && IPAddress.TryParse(text, out address) && address.AddressFamily == AddressFamily.InterNetworkV6;
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
}
