using System.Runtime.InteropServices;

namespace CloudTrailEnricher.LogFiles;

/// <summary>A read-only stream over memory, without copying where the memory is an array.</summary>
internal static class MemoryStreams
{
    public static MemoryStream Over(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
}
