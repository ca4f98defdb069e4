namespace GzipPatch;

/// <summary>Why a sound gzip file is none that can be edited in place.</summary>
public enum NotPatchableReason
{
    /// <summary>The header has flags that RFC 1952 reserves: what they add to the file is unknown.</summary>
    UnknownFlags,

    /// <summary>A second gzip member follows the first.</summary>
    SeveralMembers,

    /// <summary>Bytes that are no gzip member follow the first member.</summary>
    TrailingBytes,

    /// <summary>The text is longer than the 2^40 bytes that positions are kept for.</summary>
    TextTooLong,
}
