using System.Runtime.InteropServices;

namespace CloudTrailEnricher.Aws;

/// <summary>Bytes as the stream that the SDK asks for.</summary>
internal static class Streams
{
    /// <summary>A readable stream over the bytes, without copying them where they are an array's.</summary>
    public static MemoryStream Over(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);
}
