using System.Globalization;

namespace CloudTrailEnricher.Backfill;

/// <summary>Delivery days, both included, as the folders <c>yyyy/mm/dd/</c> of a region hold them.</summary>
internal readonly record struct DayRange(DateOnly From, DateOnly To)
{
    /// <summary>Every day there is.</summary>
    public static DayRange All { get; } = new(DateOnly.MinValue, DateOnly.MaxValue);

    /// <summary>
    /// The range between two texts such as <c>2022-02-24</c>; null where one is no day, or they stand the wrong way round.
    /// </summary>
    public static DayRange? Parse(string? from, string? to) =>
        Day(from) is { } first && Day(to) is { } last && first <= last ? new DayRange(first, last) : null;

    /// <summary>The day before the first: sessions that go on at midnight began then.</summary>
    public DayRange? DayBefore => From > DateOnly.MinValue ? new DayRange(From.AddDays(-1), From.AddDays(-1)) : null;

    public string FromText => Text(From);

    public string ToText => Text(To);

    public bool Contains(DateOnly day) => day >= From && day <= To;

    /// <summary>How the days of a folder such as <c>2024/</c>, <c>2024/02/</c> or <c>2024/02/29/</c> relate to the range.</summary>
    /// <param name="folder">The folder, below its region's.</param>
    public Overlap With(string folder)
    {
        var parts = folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!TryDays(parts, out var days))
        {
            return Overlap.None;
        }

        return days.To < From || days.From > To ? Overlap.None
            : days.From >= From && days.To <= To && parts.Length > 1 ? Overlap.Whole
            : Overlap.Part;
    }

    private static bool TryDays(string[] parts, out DayRange days)
    {
        days = default;
        var text =
            parts.Length switch { 1 => $"{parts[0]}/01/01", 2 => $"{parts[0]}/{parts[1]}/01", 3 => string.Join('/', parts), _ => "" };
        if (!DateOnly.TryParseExact(text, "yyyy/MM/dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            return false;
        }

        days = new DayRange(first, parts.Length switch
        {
            1 => new DateOnly(first.Year, 12, 31),
            2 => new DateOnly(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month)),
            _ => first,
        });
        return true;
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>How a folder's days relate to those that are asked for.</summary>
internal enum Overlap
{
    /// <summary>None of them, or the folder is no year, month or day.</summary>
    None,

    /// <summary>Some of them, or all of a year: look into the folder.</summary>
    Part,

    /// <summary>All days of a month, or a day: the folder can be listed as it is.</summary>
    Whole,
}
