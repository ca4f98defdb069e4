namespace GzipPatch;

/// <summary>Where the inflating loop stands, before and after it runs.</summary>
internal struct LoopState
{
    /// <summary>The next bit, counted over the file.</summary>
    public long Bit;

    /// <summary>The next byte's place in the window.</summary>
    public int Offset;

    /// <summary>How many sequences the last run has recorded.</summary>
    public int Recorded;
}

/// <summary>Why the loop has stopped.</summary>
internal enum LoopExit
{
    /// <summary>The window has no room for another turn, or the segment has too few bytes for one.</summary>
    Pause,
    EndOfBlock,
    BadCode,
    BadDistance,
}

/// <summary>Whether sequences are recorded: a constant to the compiler, so that each mode gets its own loop.</summary>
internal interface IRecordingMode
{
    static abstract bool IsOn { get; }
}

internal readonly struct RecordingOn : IRecordingMode
{
    public static bool IsOn => true;
}

internal readonly struct RecordingOff : IRecordingMode
{
    public static bool IsOn => false;
}
