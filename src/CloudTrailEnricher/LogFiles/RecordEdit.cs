namespace CloudTrailEnricher.LogFiles;

/// <summary>One change to a record's text.</summary>
/// <param name="Start">Where, in bytes from the record's opening brace.</param>
/// <param name="Removed">How many bytes are dropped there.</param>
/// <param name="Inserted">What comes instead.</param>
internal readonly record struct RecordEdit(int Start, int Removed, ReadOnlyMemory<byte> Inserted);
