using System.Globalization;

namespace CloudTrailEnricher.Sessions;

/// <summary>A moment to the second, UTC: what CloudTrail writes as <c>eventTime</c> and <c>creationDate</c>.</summary>
public readonly record struct CloudTrailTime : IComparable<CloudTrailTime>
{
    /// <summary>The shortest and the longest form that is read.</summary>
    internal const int MinLength = 15, MaxLength = 40;

    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private CloudTrailTime(long unixSeconds) => UnixSeconds = unixSeconds;

    /// <summary>Seconds since 1970-01-01T00:00:00Z.</summary>
    public long UnixSeconds { get; }

    /// <summary>The moment of <paramref name="time"/>, without its fraction of a second.</summary>
    public static CloudTrailTime From(DateTimeOffset time) => new(time.ToUnixTimeSeconds());

    /// <summary>
    /// Reads <c>2023-07-10T12:27:45Z</c> (real records), <c>20131102T010628Z</c> (the manual), and what tools make of them:
    /// <c>2023-07-10 12:27:45.000000000</c>, <c>…+0000</c>, <c>…+00:00</c>. A fraction of a second is dropped.
    /// Without an offset it is UTC.
    /// </summary>
    public static bool TryParse(string? text, out CloudTrailTime time) => TryParse(text.AsSpan(), out time);

    /// <inheritdoc cref="TryParse(string?, out CloudTrailTime)"/>
    internal static bool TryParse(ReadOnlySpan<char> text, out CloudTrailTime time)
    {
        time = default;
        if (text.Length is < MinLength or > MaxLength)
        {
            return false;
        }

        var rest = text;
        if (!Digits(ref rest, 4, out var year) || !Digits(ref rest, 2, out var month, '-') || !Digits(ref rest, 2, out var day, '-')
            || rest.Length == 0 || rest[0] is not ('T' or ' ')
            || !Digits(ref rest, 2, out var hour, rest[0])
                || !Digits(ref rest, 2, out var minute, ':')
                || !Digits(ref rest, 2, out var second, ':')
            || !Fraction(ref rest) || !Offset(rest, out var offsetMinutes))
        {
            return false;
        }

        if (year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59)
        {
            return false;
        }

        // An offset can move a moment of the first or the last day that a date can name beyond what a date can name.
        var seconds = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds() - (60L * offsetMinutes);
        time = new CloudTrailTime(seconds);
        return seconds >= Earliest && seconds <= Latest;
    }

    /// <inheritdoc/>
    public int CompareTo(CloudTrailTime other) => UnixSeconds.CompareTo(other.UnixSeconds);

    /// <summary>Seconds between two moments, never negative.</summary>
    public long DistanceTo(CloudTrailTime other) => Math.Abs(UnixSeconds - other.UnixSeconds);

    /// <summary>The moment as a <see cref="DateTimeOffset"/>.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);

    /// <summary>The canonical form, <c>2023-07-10T12:27:45Z</c>.</summary>
    public override string ToString() => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Earlier than.</summary>
    public static bool operator <(CloudTrailTime left, CloudTrailTime right) => left.UnixSeconds < right.UnixSeconds;

    /// <summary>Later than.</summary>
    public static bool operator >(CloudTrailTime left, CloudTrailTime right) => left.UnixSeconds > right.UnixSeconds;

    /// <summary>Not later than.</summary>
    public static bool operator <=(CloudTrailTime left, CloudTrailTime right) => left.UnixSeconds <= right.UnixSeconds;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(CloudTrailTime left, CloudTrailTime right) => left.UnixSeconds >= right.UnixSeconds;

    private static bool Digits(ref ReadOnlySpan<char> rest, int count, out int number, char optionalSeparator = '\0')
    {
        number = 0;
        if (optionalSeparator != '\0' && rest.Length > 0 && rest[0] == optionalSeparator)
        {
            rest = rest[1..];
        }

        if (rest.Length < count || rest[..count].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        foreach (var digit in rest[..count])
        {
            number = (10 * number) + (digit - '0');
        }

        rest = rest[count..];
        return true;
    }

    private static bool Fraction(ref ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0 || rest[0] != '.')
        {
            return true;
        }

        var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest.Length - 1 : end;
        rest = rest[(1 + digits)..];
        return digits is > 0 and <= 9;
    }

    private static bool Offset(ReadOnlySpan<char> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 0 || rest is "Z" or "z" or " UTC")
        {
            return true;
        }

        var sign = rest[0];
        if (sign is not ('+' or '-'))
        {
            return false;
        }

        rest = rest[1..];
        if (!Digits(ref rest, 2, out var hours) || !Digits(ref rest, 2, out minutes, ':') || rest.Length > 0 || hours > 14 || minutes > 59)
        {
            return false;
        }

        minutes = ((60 * hours) + minutes) * (sign == '-' ? -1 : 1);
        return true;
    }
}
