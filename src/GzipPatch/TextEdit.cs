namespace GzipPatch;

/// <summary>One change of a text: bytes that go, and bytes that come in their place.</summary>
/// <param name="Position">Where in the original text the change begins, in bytes.</param>
/// <param name="Removed">How many bytes of the original text go; 0 for a pure insertion.</param>
/// <param name="Inserted">The bytes that come instead; empty for a pure deletion.</param>
public readonly record struct TextEdit(long Position, int Removed, ReadOnlyMemory<byte> Inserted);
