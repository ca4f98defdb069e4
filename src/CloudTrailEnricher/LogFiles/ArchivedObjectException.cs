namespace CloudTrailEnricher.LogFiles;

/// <summary>An object lies in an archive: it exists, but must be restored before it can be read.</summary>
/// <param name="item">The object.</param>
/// <param name="inner">The store's own words.</param>
public sealed class ArchivedObjectException(LogObject item, Exception? inner = null)
    : IOException($"{item}: archived; restore the object, then run again", inner);
