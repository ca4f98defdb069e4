namespace GzipPatch.Tests;

/// <summary>Texts with much repetition, some noise and some runs.</summary>
internal static class RandomText
{
    public static byte[] Make(Random random, int length)
    {
        var templates = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Template(random)).ToArray();
        var text = new List<byte>(length + 4096);
        while (text.Count < length)
        {
            switch (random.Next(8))
            {
                case 0:
                    Add(text, random.Next(1, 60), _ => (byte)"0123456789abcdef"[random.Next(16)]);
                    break;
                case 1:
                    var value = (byte)random.Next(256);
                    Add(text, random.Next(1, random.Next(3) == 0 ? 2000 : 20), _ => value);
                    break;
                case 2 when text.Count > 0:
                    var distance = random.Next(1, Math.Min(text.Count, 40_000) + 1);
                    Add(text, random.Next(3, 600), _ => text[^distance]);
                    break;
                case 3 when random.Next(20) == 0:
                    Add(text, random.Next(1, 3000), _ => (byte)random.Next(256));
                    break;
                default:
                    text.AddRange(templates[random.Next(templates.Length)]);
                    break;
            }
        }

        return [.. text.Take(length)];
    }

    private static byte[] Template(Random random)
    {
        var template = new byte[random.Next(3, 3000)];
        for (var i = 0; i < template.Length; i++)
        {
            template[i] = random.Next(3) == 0 ? (byte)random.Next(32, 127) : (byte)"aeiou\":,{}"[random.Next(10)];
        }

        return template;
    }

    private static void Add(List<byte> text, int count, Func<int, byte> next)
    {
        for (var i = 0; i < count; i++)
        {
            text.Add(next(i));
        }
    }
}
