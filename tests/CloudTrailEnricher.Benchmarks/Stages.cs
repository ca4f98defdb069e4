using System.Buffers;
using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Passes;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.WholeFile;
using GzipPatch;

using TextEdit = GzipPatch.TextEdit;

namespace CloudTrailEnricher.Benchmarks;

/// <summary>The stages of one file, each alone.</summary>
[MemoryDiagnoser]
[ShortRunJob]
[HideColumns(Column.Job, Column.Error, Column.StdDev, Column.IterationCount, Column.LaunchCount, Column.WarmupCount)]
public class Stages : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stages-").FullName;
    private readonly byte[] _buffer = new byte[128 << 10];
    private readonly PatchedCopy.Tools _tools = new();
    private readonly ArrayBufferWriter<byte> _patched = new();
    private readonly List<TextEdit> _edits = [];
    private byte[] _gzip = [];
    private byte[] _text = [];
    private Func<SessionKey, SessionEvidence> _evidence = _ => SessionEvidence.None;

    /// <summary>Records in the file.</summary>
    [Params(20, 2_000, 50_000)]
    public int Records { get; set; }

    /// <summary>The share of redacted records, in percent.</summary>
    [Params(0, 10)]
    public int Redacted { get; set; }

    /// <summary>Makes the file.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var (file, sessions) = (Path.Combine(_folder, "a.json.gz"), Path.Combine(_folder, "sessions.json"));
        Trail.Write(file, sessions, Records, Redacted / 100.0);
        _gzip = File.ReadAllBytes(file);
        using var text = LogText.Open(file, _gzip, ReadLimits.Default);
        var whole = new MemoryStream();
        text.CopyTo(whole);
        _text = whole.ToArray();
        _evidence = KnownSessions.Read(sessions);
        LogFileEnricher.Enrich("a", Over(new RecordedEdits(_edits)), ReadLimits.Default, _evidence);
        Patch();
    }

    /// <summary>Inflates and checks the source, as pass 1 and the plain way do.</summary>
    [Benchmark]
    public void Inflate()
    {
        using var text = LogText.Open("a", _gzip, ReadLimits.Default);
        while (text.Read(_buffer) > 0)
        {
        }
    }

    /// <summary>Pass 1's reading of the text: records, evidence, redacted sessions.</summary>
    [Benchmark]
    public long Scan() => LogFileScan.Of("a", new MemoryStream(_text), ReadLimits.Default, account: null).Records;

    /// <summary>Pass 2's reading of the text: finding and deciding, without writing.</summary>
    [Benchmark]
    public long Decide() => LogFileEnricher.Enrich("a", Over(output: null), ReadLimits.Default, _evidence).Records;

    /// <summary>Deciding, and the edited text written to memory.</summary>
    [Benchmark]
    public int Splice()
    {
        using var output = new TextOutput(_text.Length + (_text.Length / 8));
        LogFileEnricher.Enrich("a", Over(output), ReadLimits.Default, _evidence);
        return output.Complete().Length;
    }

    /// <summary>Compresses the text anew.</summary>
    [Benchmark]
    public long Deflate()
    {
        using var gzip = new MemoryStream(_gzip.Length * 2);
        using (var text = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            text.Write(_text);
        }

        return gzip.Length;
    }

    /// <summary>Edits the gzip file where the edits are known: inflates, takes bits over, codes anew what changed.</summary>
    [Benchmark]
    public int Patch()
    {
        _patched.ResetWrittenCount();
        var editor = _tools.Editor;
        editor.Reset(_gzip, _patched);
        foreach (var edit in _edits)
        {
            while (editor.Position + editor.Pending.Length < edit.Position + edit.Removed)
            {
                editor.Keep(Math.Min(editor.Pending.Length, edit.Position - editor.Position));
                editor.ReadMore();
            }

            editor.Keep(edit.Position - editor.Position);
            editor.Replace(edit.Removed, edit.Inserted.Span);
        }

        editor.Complete();
        return _patched.WrittenCount;
    }

    /// <summary>Inflates the edited file once more, for its length and CRC-32.</summary>
    [Benchmark]
    public TextDigest Verify() => _tools.Verifier.Measure(_patched.WrittenMemory);

    /// <summary>A whole file the plain way: inflate, decide, splice, deflate.</summary>
    [Benchmark]
    public int WholeRecompressed()
    {
        using var copy = new RecompressedCopy("a", _gzip, ReadLimits.Default);
        LogFileEnricher.Enrich("a", copy.Text, ReadLimits.Default, _evidence);
        return copy.Complete().Length;
    }

    /// <summary>A whole file the fast way: decide, patch, verify.</summary>
    [Benchmark(Baseline = true)]
    public int WholePatched()
    {
        using var copy = new PatchedCopy(_tools, "a", _gzip, ReadLimits.Default);
        LogFileEnricher.Enrich("a", copy.Text, ReadLimits.Default, _evidence);
        return copy.Complete().Length;
    }

    /// <summary>Removes the file.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private StreamWindow Over(ITextOutput? output) => new(new MemoryStream(_text), output, ReadLimits.Default.RecordBytes);

    private sealed class RecordedEdits(List<TextEdit> edits) : ITextOutput
    {
        private long _position;

        public void Keep(ReadOnlySpan<byte> text) => _position += text.Length;

        public void Replace(int removed, ReadOnlySpan<byte> inserted)
        {
            edits.Add(new(_position, removed, inserted.ToArray()));
            _position += removed;
        }
    }
}
