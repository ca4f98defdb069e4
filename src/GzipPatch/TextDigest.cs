namespace GzipPatch;

/// <summary>What a gzip trailer says about a text.</summary>
/// <param name="Length">The length in bytes, not reduced modulo 2^32 as in the trailer.</param>
/// <param name="Crc32">The CRC-32 of RFC 1952.</param>
internal readonly record struct TextDigest(long Length, uint Crc32);
