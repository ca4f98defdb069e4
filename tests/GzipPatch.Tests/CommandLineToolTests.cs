using System.Diagnostics;
using CloudTrailEnricher.Requirements;

namespace GzipPatch.Tests;

/// <summary>Files of other programs are edited, and those programs read the result. What is not installed is left out.</summary>
[Needs<Gzip>]
public sealed class CommandLineToolTests
{
    private static readonly byte[] Text = RandomText.Make(new Random(7), 600_000);

    private static readonly string[] Programs = ["gzip", "pigz", "libdeflate-gzip", "python3", "node", "perl"];

    public static TheoryData<string, string> Compressing => Installed(
    [
        ("gzip", "-1 -c"),
        ("gzip", "-6 -c"),
        ("gzip", "-9 -c"),
        ("gzip", "--rsyncable -c"),
        ("pigz", "-1 -c"),
        ("pigz", "-6 -c -p 1"),
        ("pigz", "-i -b 32 -c -p 2"),
        ("libdeflate-gzip", "-1 -c"),
        ("libdeflate-gzip", "-6 -c"),
        ("libdeflate-gzip", "-12 -c"),
        ("python3", "-c \"import gzip,sys; sys.stdout.buffer.write(gzip.compress(sys.stdin.buffer.read()))\""),
        ("node", "-e \"process.stdout.write(require('zlib').gzipSync(require('fs').readFileSync(0)))\""),
    ]);

    public static TheoryData<string, string> Decompressing => Installed(
    [
        ("gzip", "-dc"),
        ("pigz", "-dc"),
        ("libdeflate-gzip", "-dc"),
        ("python3", "-c \"import gzip,sys; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))\""),
        ("node", "-e \"process.stdout.write(require('zlib').gunzipSync(require('fs').readFileSync(0)))\""),
        ("perl", "-MIO::Uncompress::Gunzip=gunzip -e \"binmode STDIN; binmode STDOUT; gunzip('-' => '-') or die\""),
    ]);

    /// <summary>The one test that is skipped, for all programs that are not here.</summary>
    [Fact]
    public void Every_program_is_here()
    {
        var missing = Programs.Where(program => ProgramOnPath.Find(program) is null).ToArray();
        Assert.SkipUnless(
            missing.Length == 0,
            $"{string.Join(", ", missing)}: not on the PATH, so not compared with; on Debian: "
            + "apt-get install -y pigz libdeflate-tools nodejs");
    }

    [Theory]
    [MemberData(nameof(Compressing))]
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
    [Needs<Zopfli>]
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
    [MemberData(nameof(Decompressing))]
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
    [Needs<Java>]
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

    private static TheoryData<string, string> Installed(IEnumerable<(string Program, string Arguments)> commands) =>
        [.. commands.Where(command => ProgramOnPath.Find(command.Program) is not null)];

    private static byte[] Run(string program, string arguments, byte[] input)
    {
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
