using System.Globalization;
using System.Text;

namespace CloudTrailEnricher.Replay.Reports;

/// <summary>
/// Characters that a reader does not see, and that can make him see something else: control characters, zero-width ones, and those that
/// turn the direction of writing. A user agent could hold any of them.
/// </summary>
internal static class HiddenCharacters
{
    /// <summary>What the reader sees in place of one.</summary>
    private const char Replacement = '\uFFFD';

    /// <summary>The text with a visible character in place of each hidden one.</summary>
    public static string Replace(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var letter in text.EnumerateRunes())
        {
            visible.Append(IsHidden(letter) ? Replacement.ToString() : letter.ToString());
        }

        return visible.ToString();
    }

    /// <summary>
    /// Writes JSON with an escape in place of each hidden character. Outside of strings JSON has none but line feeds, which stay.
    /// A pair of surrogates may be cut by the end of the piece: its halves are escaped one by one, which reads the same.
    /// </summary>
    public static void WriteEscaped(ReadOnlySpan<char> json, TextWriter output)
    {
        while (json.Length > 0)
        {
            var plain = 0;
            while (plain < json.Length && (json[plain] is '\n' or '\r' || !IsHiddenInJson(json[plain])))
            {
                plain++;
            }

            output.Write(json[..plain]);
            if (plain < json.Length)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)json[plain]:X4}"));
                plain++;
            }

            json = json[plain..];
        }
    }

    private static bool IsPlain(string text)
    {
        foreach (var letter in text)
        {
            if (letter is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Half of a pair says nothing of the whole: both are escaped.</summary>
    private static bool IsHiddenInJson(char letter) => char.IsSurrogate(letter) || (!char.IsAscii(letter) && IsHidden(new Rune(letter)));

    private static bool IsHidden(Rune letter) => Rune.GetUnicodeCategory(letter) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate => true,
        _ => IsIgnorable(letter.Value),
    };

    /// <summary>Letters and marks that are drawn as nothing (Unicode, Default_Ignorable_Code_Point) or as a blank.</summary>
    private static bool IsIgnorable(int letter) => letter is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
