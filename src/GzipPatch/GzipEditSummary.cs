namespace GzipPatch;

/// <summary>What an edit of a gzip file came to.</summary>
/// <param name="Original">The text that was read; its length and CRC-32 agree with the trailer of the source.</param>
/// <param name="Text">The text after the edits, computed from the text itself and not from the output's symbols.
/// Compare it with what <see cref="GzipVerifier"/> finds in the output.</param>
/// <param name="GzipLength">The length of the gzip file written, in bytes.</param>
/// <param name="Edits">How often <see cref="GzipEditor.Replace"/> was called; <see cref="GzipPatcher"/> makes a long deletion in several pieces.</param>
public readonly record struct GzipEditSummary(TextDigest Original, TextDigest Text, long GzipLength, long Edits);
