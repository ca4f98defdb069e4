using System.Text;

namespace GzipPatch.Tests;

public sealed class GzipEditorTests
{
    private static readonly byte[] Pangrams = "The quick brown fox jumps over the lazy dog. The quick brown fox sleeps."u8.ToArray();
    private static readonly byte[] Text = RandomText.Make(new Random(5), 3_000_000);

    [Fact]
    public void A_word_is_replaced()
    {
        var output = Edits.Apply(Encoders.Compress(Pangrams), new Edit(10, 5, "red"u8.ToArray()));

        Assert.Equal(
            "The quick red fox jumps over the lazy dog. The quick brown fox sleeps.",
            Encoding.UTF8.GetString(Oracle.Decompress(output)));
    }

    [Fact]
    public void Without_edits_the_source_itself_is_the_result()
    {
        var gzip = Encoders.Compress(Pangrams);
        using var editor = new GzipEditor();
        editor.Begin(gzip);
        editor.ReadMore();
        editor.Replace(0, default);

        Assert.Equal(new ReadOnlyMemory<byte>(gzip), editor.Complete());
    }

    [Fact]
    public void What_is_read_is_the_text()
    {
        using var editor = new GzipEditor();
        editor.Begin(Encoders.Compress(Text));
        var read = 0;
        for (int count; (count = editor.ReadMore()) > 0;)
        {
            read += count;
        }

        Assert.Equal(Text.Length, read);
        Assert.Equal(Text, editor.Pending.ToArray());
    }

    [Fact]
    public void The_cursor_may_lag_megabytes_behind()
    {
        using var editor = new GzipEditor();
        editor.Begin(Encoders.Compress(Text));
        while (editor.ReadMore() > 0)
        {
        }

        editor.Keep(1_000_000);
        editor.Replace(10, "ten bytes of text"u8);
        editor.Keep(1_000_000);
        editor.Replace(0, "an insertion"u8);

        Oracle.AssertIsGzipOf(
            Oracle.Splice(Text, [new(1_000_000, 10, "ten bytes of text"u8.ToArray()), new(2_000_010, 0, "an insertion"u8.ToArray())]),
            editor.Complete().ToArray());
    }

    [Fact]
    public void No_more_is_kept_or_replaced_than_has_been_read()
    {
        using var editor = new GzipEditor();
        editor.Begin(Encoders.Compress(Text));
        var count = editor.ReadMore();

        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Keep(count + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Replace(count + 1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Keep(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Replace(-1, default));
    }

    [Fact]
    public void An_editor_serves_file_after_file_and_also_after_a_corrupt_one()
    {
        var gzip = Encoders.Compress(Text);
        using var editor = new GzipEditor();
        editor.Begin(gzip);
        editor.ReadMore();
        editor.Replace(2, default);
        Oracle.AssertIsGzipOf(Text[2..], editor.Complete().ToArray());

        editor.Begin(gzip.AsMemory(0, gzip.Length / 2));
        editor.ReadMore();
        editor.Replace(5, "\0\u0001\u0002"u8);
        Assert.Throws<GzipFormatException>(() => editor.Complete());

        editor.Begin(gzip);
        editor.ReadMore();
        editor.Replace(1, default);
        Oracle.AssertIsGzipOf(Text[1..], editor.Complete().ToArray());
    }

    [Fact]
    public void A_result_stays_as_it_is_when_the_next_file_is_edited()
    {
        var gzip = Encoders.Compress(Pangrams);
        using var editor = new GzipEditor();
        editor.Begin(gzip);
        editor.ReadMore();
        editor.Replace(3, "A"u8);
        var first = editor.Complete();
        editor.Begin(gzip);
        editor.ReadMore();
        editor.Replace(3, "One"u8);
        editor.Complete();

        Assert.Equal("A quick brown", Encoding.UTF8.GetString(Oracle.Decompress(first.ToArray()))[..13]);
    }

    [Fact]
    public void After_the_end_and_after_disposal_there_is_nothing_to_do_until_the_next_file()
    {
        var editor = new GzipEditor();
        Assert.Throws<ObjectDisposedException>(() => editor.ReadMore());

        editor.Begin(Encoders.Compress(Text));
        editor.Complete();
        Assert.Throws<ObjectDisposedException>(() => editor.Complete());

        editor.Begin(Encoders.Compress(Text));
        editor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => editor.ReadMore());
    }

    /// <summary>Stands in for a fault of the editor: the bits that it copies are no longer those that it has read.</summary>
    [Fact]
    public void A_copy_that_does_not_hold_the_text_is_never_returned()
    {
        var text = Text[..30_000];
        var expected = Oracle.Splice(text, [new(0, 5, "word"u8.ToArray())]);
        using var editor = new GzipEditor();
        var refused = 0;
        for (var place = 9; place < 1000; place++)
        {
            var gzip = Encoders.Compress(text);
            editor.Begin(gzip);
            while (editor.ReadMore() > 0)
            {
            }

            editor.Replace(5, "word"u8);
            gzip[^place] ^= 1;
            try
            {
                // The editor codes a few symbols again instead of copying their bits: there a flipped bit does no harm.
                Oracle.AssertIsGzipOf(expected, editor.Complete().ToArray());
            }
            catch (InvalidDataException exception)
            {
                Assert.Equal("the edited gzip file does not hold the text that it should", exception.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 900, 991);
    }

    [Fact]
    public void Memory_is_bounded_by_the_lag_and_not_by_the_text()
    {
        var text = Enumerable.Range(0, 40).SelectMany(_ => Text.AsSpan(0, 1_000_000).ToArray()).ToArray();
        var gzip = Encoders.Compress(text);
        using var editor = new GzipEditor();
        editor.Begin(gzip);
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (editor.ReadMore() > 0)
        {
            editor.Keep(editor.Pending.Length / 2);
            editor.Replace(1, "x"u8);
            editor.Keep(editor.Pending.Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal(text.Length, Oracle.Decompress(editor.Complete().ToArray()).Length);
    }
}
