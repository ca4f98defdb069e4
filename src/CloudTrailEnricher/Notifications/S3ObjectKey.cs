using System.Text;

namespace CloudTrailEnricher.Notifications;

/// <summary>
/// Object keys in S3 notifications are form-URL-encoded: a space is <c>+</c>, other bytes are <c>%xx</c>
/// (S3 manual, "Event message structure"). EventBridge's are not encoded.
/// </summary>
public static class S3ObjectKey
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The key as S3 stores it.</summary>
    /// <exception cref="FormatException">A <c>%</c> is not followed by two hexadecimal digits, or the bytes are not UTF-8.</exception>
    public static string Decode(string encoded)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(encoded)];
        var source = Encoding.UTF8.GetBytes(encoded);
        var length = 0;
        for (var at = 0; at < source.Length; at++)
        {
            bytes[length++] = source[at] switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' => Hex(encoded, source, at += 2),
                var other => other,
            };
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"S3 object key \"{encoded}\": the decoded bytes are not UTF-8", e);
        }
    }

    /// <summary>The key as S3 notifications write it.</summary>
    public static string Encode(string key)
    {
        var encoded = new StringBuilder(key.Length + 16);
        foreach (var one in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'/' or (byte)'-' or (byte)'_' or (byte)'.' or (byte)'*')
            {
                encoded.Append((char)one);
            }
            else if (one == ' ')
            {
                encoded.Append('+');
            }
            else
            {
                encoded.Append('%').Append(one.ToString("X2"));
            }
        }

        return encoded.ToString();
    }

    private static byte Hex(string encoded, byte[] source, int last)
    {
        if (last < source.Length && char.IsAsciiHexDigit((char)source[last - 1]) && char.IsAsciiHexDigit((char)source[last]))
        {
            return Convert.FromHexString([(char)source[last - 1], (char)source[last]])[0];
        }

        throw new FormatException(
            $"S3 object key \"{encoded}\": '%' is not followed by two hexadecimal digits; S3 notifications URL-encode keys");
    }
}
