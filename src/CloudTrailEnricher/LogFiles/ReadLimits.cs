namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// How much a log file may ask for before it is refused. CloudTrail documents no limit per file; the largest file seen has 1 MB.
/// </summary>
public sealed record ReadLimits
{
    /// <summary>The limits that hold unless a caller sets others.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Most uncompressed bytes of one file; a zip bomb stops here.</summary>
    public long TextBytes { get; init; } = 512L << 20;

    /// <summary>Most bytes of one record. CloudTrail's own limit is 256 KB.</summary>
    public int RecordBytes { get; init; } = 16 << 20;

    /// <summary>Deepest nesting of objects and arrays, counted from the document's root.</summary>
    public int Depth { get; init; } = 512;

    /// <summary>
    /// Most sessions that one file's redacted records may name, and most pieces of evidence that it may hold: each of them costs a call
    /// to the table. A real file has a few dozen.
    /// </summary>
    public int Findings { get; init; } = 20_000;
}
