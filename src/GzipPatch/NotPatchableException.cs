namespace GzipPatch;

/// <summary>
/// The gzip file is not known to be corrupt, but it is of a kind that is not edited in place.
/// What was written to the output is to be thrown away; the file can still be decompressed and compressed again.
/// </summary>
public sealed class NotPatchableException : Exception
{
    /// <summary>Makes the exception for one reason.</summary>
    /// <param name="reason">Why the file is not edited.</param>
    /// <param name="message">The same for people, with the byte offset.</param>
    public NotPatchableException(NotPatchableReason reason, string message)
        : base(message) => Reason = reason;

    /// <summary>Why the file is not edited.</summary>
    public NotPatchableReason Reason { get; }
}
