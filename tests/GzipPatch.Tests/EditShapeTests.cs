namespace GzipPatch.Tests;

/// <summary>Every shape of edit on the output of every level and strategy.</summary>
public sealed class EditShapeTests
{
    private static readonly byte[] Text = RandomText.Make(new Random(1), 300_000);
    private static readonly byte[] Word = "inserted"u8.ToArray();

    public static TheoryData<int> EncoderNumbers => [.. Enumerable.Range(0, Encoders.All.Count)];

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void An_insertion_may_stand_at_the_beginning(int encoder) => AssertEdits(encoder, new Edit(0, 0, Word));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void An_insertion_may_stand_at_the_end(int encoder) => AssertEdits(encoder, new Edit(Text.Length, 0, Word));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void Edits_may_touch_one_another(int encoder) => AssertEdits(
        encoder, new(500, 3, Word), new(503, 0, Word), new(503, 0, Word), new(503, 7, default), new(510, 1, "x"u8.ToArray()));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void The_whole_text_may_go(int encoder) => AssertEdits(encoder, new Edit(0, Text.Length, default));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void The_whole_text_may_be_replaced(int encoder) => AssertEdits(encoder, new Edit(0, Text.Length, Word));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void An_insertion_may_be_longer_than_what_is_read_at_once(int encoder) =>
        AssertEdits(encoder, new Edit(100_000, 5, RandomText.Make(new Random(2), 400_000)));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void A_deletion_may_be_longer_than_what_is_read_at_once(int encoder) =>
        AssertEdits(encoder, new Edit(1, 250_000, Word), new Edit(250_001, 3, Word));

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void Bytes_that_no_block_has_a_code_for_may_be_inserted(int encoder)
    {
        var allBytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        AssertEdits(encoder, [.. Enumerable.Range(0, 40).Select(i => new Edit(i * 7001, i % 3, allBytes))]);
    }

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void An_edit_may_stand_at_every_place_of_a_text(int encoder)
    {
        var text = Text[..400];
        var gzip = Encoders.Compress(text, Encoders.All[encoder]);
        for (var position = 0; position < text.Length; position++)
        {
            Oracle.AssertEdits(gzip, text, [new(position, 0, "+"u8.ToArray())]);
            Oracle.AssertEdits(gzip, text, [new(position, 1, default)]);
            Oracle.AssertEdits(gzip, text, [new(position, Math.Min(5, text.Length - position), "a longer one"u8.ToArray())]);
        }
    }

    [Theory]
    [MemberData(nameof(EncoderNumbers))]
    public void Runs_may_be_cut(int encoder)
    {
        byte[] text = [.. Run('a', 70_000), .. Run('b', 1000), .. Run('a', 1000)];
        var gzip = Encoders.Compress(text, Encoders.All[encoder]);
        Oracle.AssertEdits(
            gzip,
            text,
            [new(1, 1, "c"u8.ToArray()), new(300, 0, "aaaa"u8.ToArray()), new(70_000, 0, Word), new(71_500, 250, default)]);

        static IEnumerable<byte> Run(char value, int length) => Enumerable.Repeat((byte)value, length);
    }

    private static void AssertEdits(int encoder, params IReadOnlyList<Edit> edits) =>
        Oracle.AssertEdits(Encoders.Compress(Text, Encoders.All[encoder]), Text, edits);
}
