namespace CloudTrailEnricher.LogFiles;

/// <summary>A copy of one file while it is made: the source's text comes out of it, and what is to become of that text goes in.</summary>
internal interface ICopyInProgress : ITextOutput, IDisposable
{
    /// <summary>The source's text, read once.</summary>
    Stream Text { get; }

    /// <summary>The whole copy; called once, when all of the text has been kept or replaced.</summary>
    ReadOnlyMemory<byte> Complete();
}
