using System.Buffers;

namespace GzipPatch.Tests;

public sealed class GzipEditorTests
{
    private static readonly byte[] Text = RandomText.Make(new Random(5), 3_000_000);

    [Fact]
    public void What_is_read_is_the_text()
    {
        using var editor = new GzipEditor(Encoders.Compress(Text), new ArrayBufferWriter<byte>());
        using var read = new MemoryStream();
        var chunk = new byte[100_000];
        for (int count; (count = editor.Read(chunk)) > 0;)
        {
            read.Write(chunk, 0, count);
        }

        Assert.Equal(Text, read.ToArray());
        Assert.Equal(Text, editor.Pending.ToArray());
    }

    [Fact]
    public void The_cursor_may_lag_behind_by_megabytes()
    {
        var output = new ArrayBufferWriter<byte>();
        using var editor = new GzipEditor(Encoders.Compress(Text), output);
        while (editor.ReadMore() > 0)
        {
        }

        editor.Keep(1_000_000);
        editor.Replace(10, "ten bytes of text"u8);
        editor.Keep(1_000_000);
        editor.Replace(0, "an insertion"u8);
        editor.Complete();

        Oracle.AssertIsGzipOf(
            Oracle.Splice(Text, [new(1_000_000, 10, "ten bytes of text"u8.ToArray()), new(2_000_010, 0, "an insertion"u8.ToArray())]),
            output.WrittenSpan.ToArray());
    }

    [Fact]
    public void No_more_is_kept_or_replaced_than_has_been_read()
    {
        using var editor = new GzipEditor(Encoders.Compress(Text), new ArrayBufferWriter<byte>());
        var count = editor.Read(new byte[100]);

        Assert.Equal(100, count);
        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Keep(101));
        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Replace(101, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => editor.Keep(-1));
    }

    [Fact]
    public void An_editor_serves_file_after_file_and_also_after_a_corrupt_one()
    {
        var gzip = Encoders.Compress(Text);
        var output = new ArrayBufferWriter<byte>();
        using var editor = new GzipEditor(gzip, output);
        editor.Complete();
        Oracle.AssertIsGzipOf(Text, output.WrittenSpan.ToArray());

        editor.Reset(gzip.AsMemory(0, gzip.Length / 2), new ArrayBufferWriter<byte>());
        editor.ReadMore();
        editor.Replace(5, "\0\u0001\u0002"u8);
        Assert.Throws<InvalidDataException>(() => editor.Complete());

        output.ResetWrittenCount();
        editor.Reset(gzip, output);
        editor.ReadMore();
        editor.Replace(1, default);
        editor.Complete();
        Oracle.AssertIsGzipOf(Text[1..], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void After_the_end_and_after_disposal_there_is_nothing_to_do_until_a_reset()
    {
        var editor = new GzipEditor(Encoders.Compress(Text), new ArrayBufferWriter<byte>());
        editor.Complete();
        Assert.Throws<ObjectDisposedException>(() => editor.Complete());

        editor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => editor.Read(new byte[1]));
    }

    [Fact]
    public void Memory_is_bounded_by_the_lag_and_not_by_the_text()
    {
        var text = Enumerable.Range(0, 40).SelectMany(_ => Text.AsSpan(0, 1_000_000).ToArray()).ToArray();
        var gzip = Encoders.Compress(text);
        using var editor = new GzipEditor(gzip, new ArrayBufferWriter<byte>(gzip.Length * 2));
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (editor.ReadMore() > 0)
        {
            editor.Keep(editor.Pending.Length / 2);
            editor.Replace(1, "x"u8);
            editor.Keep(editor.Pending.Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal(text.Length, editor.Complete().Text.Length);
    }
}
