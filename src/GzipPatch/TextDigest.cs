namespace GzipPatch;

/// <summary>Length and CRC-32 of a text: what a gzip trailer says about it.</summary>
/// <param name="Length">The length in bytes (not reduced modulo 2^32, as the trailer's own field is).</param>
/// <param name="Crc32">The CRC-32 of RFC 1952.</param>
public readonly record struct TextDigest(long Length, uint Crc32);
