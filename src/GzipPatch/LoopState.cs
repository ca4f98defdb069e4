namespace GzipPatch;

/// <summary>Where the inflating loop stands; the loop takes this up and leaves it behind.</summary>
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
    /// <summary>The window has no room for another turn, or the segment no bytes for one.</summary>
    Pause,
    EndOfBlock,
    BadCode,
    BadDistance,
}

/// <summary>Whether the recording is recorded: a constant to the compiler, so that each kind has a loop of its own.</summary>
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
