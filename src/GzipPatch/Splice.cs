namespace GzipPatch;

/// <summary>An edit with its place in both texts.</summary>
internal readonly record struct Splice(long OldStart, long OldEnd, long NewStart, long NewEnd)
{
    /// <summary>What to add to an old position before the edit to find it in the new text.</summary>
    public long ShiftBefore => NewStart - OldStart;

    /// <summary>The same for a position after the edit.</summary>
    public long ShiftAfter => NewEnd - OldEnd;
}
