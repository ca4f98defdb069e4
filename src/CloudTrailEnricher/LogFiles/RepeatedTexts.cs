using System.Buffers.Binary;
using CloudTrailEnricher.Json;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Reads the text of members whose values come again and again in a file, such as names of services, and makes most of them only once: the
/// last ones are remembered by their bytes. Not safe to use from several threads.
/// </summary>
internal sealed class RepeatedTexts
{
    private const int PlaceBits = 8;

    private readonly (byte[] Bytes, string? Text)[] _last = new (byte[], string?)[1 << PlaceBits];

    /// <summary>The same as <see cref="JsonSlice.StringOrNull"/>.</summary>
    public string? StringOrNull(in Record record, JsonSlice value)
    {
        if (!value.IsPresent)
        {
            return null;
        }

        var bytes = record.Text.Slice(value.Start, value.Length);
        ref var last = ref _last[Place(bytes)];
        if (!bytes.SequenceEqual(last.Bytes))
        {
            last = (bytes.ToArray(), value.StringOrNull(record.Text));
        }

        return last.Text;
    }

    /// <summary>Texts differ most in their ends.</summary>
    private static int Place(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length < sizeof(ulong) ? bytes[0] : BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
        return (int)(((end ^ (ulong)bytes.Length) * 0x9E3779B97F4A7C15) >> (64 - PlaceBits));
    }
}
