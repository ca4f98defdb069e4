namespace CloudTrailEnricher.Copies;

/// <summary>A copy of one file while it is made: as the source's text is passed, it is kept or replaced in the copy.</summary>
internal interface ICopyInProgress : IDisposable
{
    /// <summary>The source's text, read once.</summary>
    TextWindow Text { get; }

    /// <summary>The whole copy, or the source itself where nothing was replaced; called once, when all of the text has been passed.</summary>
    ReadOnlyMemory<byte> Complete();
}
