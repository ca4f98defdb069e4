using System.Diagnostics;

namespace GzipPatch.Tests;

/// <summary>Files of other programs are edited, and those programs read the result. Programs that are not installed are skipped.</summary>
public sealed class CommandLineToolTests
{
    private static readonly byte[] Text = RandomText.Make(new Random(7), 600_000);

    [Theory]
    [InlineData("gzip", "-1 -c")]
    [InlineData("gzip", "-6 -c")]
    [InlineData("gzip", "-9 -c")]
    [InlineData("gzip", "--rsyncable -c")]
    [InlineData("pigz", "-1 -c")]
    [InlineData("pigz", "-6 -c -p 1")]
    [InlineData("pigz", "-i -b 32 -c -p 2")]
    [InlineData("libdeflate-gzip", "-1 -c")]
    [InlineData("libdeflate-gzip", "-6 -c")]
    [InlineData("libdeflate-gzip", "-12 -c")]
    [InlineData("python3", "-c \"import gzip,sys; sys.stdout.buffer.write(gzip.compress(sys.stdin.buffer.read()))\"")]
    [InlineData("node", "-e \"process.stdout.write(require('zlib').gzipSync(require('fs').readFileSync(0)))\"")]
    public void A_file_made_by_a_program_is_edited(string program, string arguments)
    {
        const int programs = 12;
        var gzip = Run(program, arguments, Text);
        var edits = 0;
        for (var seed = 0; edits < RandomEdits.Wanted / programs; seed++)
        {
            var some = RandomEdits.Make(new Random(seed), Text.Length);
            Oracle.AssertEdits(gzip, Text, some);
            edits += some.Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{program} {arguments}: {edits} edits");
    }

    [Fact]
    public void A_file_made_by_zopfli_is_edited()
    {
        var file = Path.GetTempFileName();
        try
        {
            var text = Text[..60_000];
            File.WriteAllBytes(file, text);
            var gzip = Run("zopfli", $"-c --i1 {file}", []);

            Oracle.AssertEdits(gzip, text, RandomEdits.Make(new Random(9), text.Length));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("gzip", "-dc")]
    [InlineData("pigz", "-dc")]
    [InlineData("libdeflate-gzip", "-dc")]
    [InlineData("python3", "-c \"import gzip,sys; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))\"")]
    [InlineData("node", "-e \"process.stdout.write(require('zlib').gunzipSync(require('fs').readFileSync(0)))\"")]
    [InlineData("perl", "-MIO::Uncompress::Gunzip=gunzip -e \"binmode STDIN; binmode STDOUT; gunzip('-' => '-') or die\"")]
    public void An_edited_file_is_read_by_a_program(string program, string arguments)
    {
        foreach (var level in new[] { 0, 1, 6, 9 })
        {
            var edits = RandomEdits.Make(new Random(level), Text.Length);
            var output = Edits.Apply(Encoders.Compress(Text, level), edits);

            var read = Run(program, arguments, output);

            Assert.True(Oracle.Splice(Text, edits).AsSpan().SequenceEqual(read), $"{program} reads something else");
        }
    }

    [Fact]
    public void An_edited_file_is_read_by_Java()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var source = Path.Combine(directory.FullName, "Gunzip.java");
            File.WriteAllText(source, """
                public class Gunzip {
                    public static void main(String[] a) throws Exception {
                        new java.util.zip.GZIPInputStream(System.in).transferTo(System.out);
                        System.out.flush();
                    }
                }
                """);
            var edits = RandomEdits.Make(new Random(10), Text.Length);

            var read = Run("java", $"-Xshare:auto {source}", Edits.Apply(Encoders.Compress(Text), edits));

            Assert.True(Oracle.Splice(Text, edits).AsSpan().SequenceEqual(read), "Java reads something else");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static byte[] Run(string program, string arguments, byte[] input)
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(paths.Any(path => File.Exists(Path.Combine(path, program))), $"{program} is not on the PATH");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var writing = Task.Run(() =>
        {
            using var stdin = process.StandardInput.BaseStream;
            stdin.Write(input);
        });
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }
}
