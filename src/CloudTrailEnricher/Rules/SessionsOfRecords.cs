using System.Buffers.Binary;
using System.Text.Json;
using CloudTrailEnricher.Json;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Rules;

/// <summary>
/// Reads the session key of records. The same few sessions come again and again in a file, so the last keys are remembered by the bytes
/// that
/// they were read from. One file's; not safe to use from several threads.
/// </summary>
internal sealed class SessionsOfRecords
{
    private const int Places = 64;

    private readonly (byte[] Arn, byte[] CreationDate, SessionKey Key)[] _last = new (byte[], byte[], SessionKey)[Places];

    /// <summary>The key that a record's ARN and creation date make; false when one of the two is missing or unreadable.</summary>
    public bool TryRead(in Record record, out SessionKey key)
    {
        if (record.PrincipalArn.Kind != JsonTokenType.String || record.CreationDate.Kind != JsonTokenType.String)
        {
            key = default;
            return false;
        }

        var arn = Bytes(record, record.PrincipalArn);
        var created = Bytes(record, record.CreationDate);
        ref var last = ref _last[Place(arn, created)];
        if (arn.SequenceEqual(last.Arn) && created.SequenceEqual(last.CreationDate))
        {
            key = last.Key;
            return true;
        }

        if (!SessionKey.TryCreate(record.PrincipalArn.StringOrNull(record.Text), record.CreationDate.StringOrNull(record.Text), out key))
        {
            return false;
        }

        last = (arn.ToArray(), created.ToArray(), key);
        return true;
    }

    private static ReadOnlySpan<byte> Bytes(in Record record, JsonSlice value) => record.Text.Slice(value.Start, value.Length);

    /// <summary>Sessions differ most in the ends of their names and times.</summary>
    private static int Place(ReadOnlySpan<byte> arn, ReadOnlySpan<byte> created) =>
        (int)(((End(arn) ^ (End(created) << 1)) * 0x9E3779B97F4A7C15) >> 58);

    private static ulong End(ReadOnlySpan<byte> text) =>
        text.Length < sizeof(ulong) ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]);
}
