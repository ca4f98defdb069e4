using System.Buffers;
using System.Globalization;
using System.Text;

namespace CloudTrailEnricher.Replay.Forms;

/// <summary>
/// A JSON string as it is written, with its escapes: finds where a byte of the text that it stands for is written. Asked in order.
/// </summary>
/// <param name="written">What stands between the quotes.</param>
internal sealed class EscapedText(ReadOnlyMemory<byte> written)
{
    private int _at;
    private int _textBytes;

    /// <summary>Where the text's byte <paramref name="offset"/> is written.</summary>
    /// <param name="offset">No less than the one asked for before.</param>
    public int Find(int offset)
    {
        var bytes = written.Span;
        while (_textBytes < offset)
        {
            if (bytes[_at] != '\\')
            {
                _at++;
                _textBytes++;
            }
            else if (bytes[_at + 1] != 'u')
            {
                _at += 2;
                _textBytes++;
            }
            else
            {
                // Four bytes of UTF-8 are two escapes, one for each half of a surrogate pair.
                var letter = (char)int.Parse(bytes.Slice(_at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                var isPair = char.IsHighSurrogate(letter);
                _at += isPair ? 12 : 6;
                _textBytes += isPair ? 4 : new Rune(letter).Utf8SequenceLength;
            }
        }

        return _at;
    }

    /// <summary>Writes text as it stands in a JSON string.</summary>
    public static ReadOnlyMemory<byte> Escape(ReadOnlySpan<byte> text)
    {
        var escaped = new ArrayBufferWriter<byte>(text.Length + 16);
        foreach (var letter in text)
        {
            switch (letter)
            {
                case (byte)'"':
                    escaped.Write("\\\""u8);
                    break;
                case (byte)'\\':
                    escaped.Write("\\\\"u8);
                    break;
                case < 0x20:
                    escaped.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")));
                    break;
                default:
                    escaped.Write([letter]);
                    break;
            }
        }

        return escaped.WrittenMemory;
    }
}
