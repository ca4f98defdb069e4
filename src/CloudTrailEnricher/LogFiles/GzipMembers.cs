using GzipPatch;

namespace CloudTrailEnricher.LogFiles;

/// <summary>
/// Walks the members of a gzip file and finds where it is cut off or continued by something else.
/// Only used on files that are not one whole member.
/// </summary>
internal static class GzipMembers
{
    /// <summary>The length of the text of all members. Zeros after the last one are padding.</summary>
    /// <exception cref="LogFileException">A member is cut off or damaged, or other bytes follow the last one.</exception>
    public static long Check(string file, ReadOnlyMemory<byte> gzip)
    {
        var verifier = new GzipVerifier();
        long total = 0;
        var position = 0;
        try
        {
            do
            {
                total += verifier.MeasureMember(gzip, position, out position).Length;
            }
            while (GzipHeader.IsMagic(gzip.Span[position..]));
        }
        catch (GzipFormatException e)
        {
            throw new LogFileException(file, e.Offset, OffsetIn.Gzip, $"{e.Problem}; fetch the object again", e);
        }

        return GzipTrailer.IsPadding(gzip.Span[position..])
            ? total
            : throw new LogFileException(
                file,
                position,
                OffsetIn.Gzip,
                $"{gzip.Length - position} bytes follow the end of the gzip data; cut them off, or fetch the object again");
    }
}
