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

namespace CloudTrailEnricher.Benchmarks;

/// <summary>The stages of one file, each alone.</summary>
[MemoryDiagnoser]
[ShortRunJob]
[HideColumns(Column.Job, Column.Error, Column.StdDev, Column.IterationCount, Column.LaunchCount, Column.WarmupCount)]
public class Stages : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stages-").FullName;
    private readonly byte[] _buffer = new byte[128 << 10];
    private readonly GzipEditor _editor = new();
    private readonly GzipVerifier _verifier = new();
    private readonly List<(long Position, int Removed, byte[] Inserted)> _edits = [];
    private ReadOnlyMemory<byte> _patched;
    private byte[] _gzip = [];
    private byte[] _text = [];
    private IReadOnlyDictionary<SessionKey, SessionEvidence> _evidence = new Dictionary<SessionKey, SessionEvidence>();

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
    public long Scan() => LogFileScan.Run("a", Over(output: null), ReadLimits.Default, account: null).Records;

    /// <summary>Pass 2's reading of the text: finding and deciding, without writing.</summary>
    [Benchmark]
    public long Decide() => LogFileEnricher.Enrich("a", Over(output: null), ReadLimits.Default, _evidence).Counts.Records;

    /// <summary>Deciding, and the edited text written to memory.</summary>
    [Benchmark]
    public int Splice()
    {
        using var output = new RecompressedOutput("a", _text, ReadLimits.Default);
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

    /// <summary>Edits the gzip file where the edits are known: inflates, copies bits, codes again what changed, verifies.</summary>
    [Benchmark]
    public int Patch()
    {
        _editor.Begin(_gzip);
        foreach (var (position, removed, inserted) in _edits)
        {
            while (_editor.Position + _editor.Pending.Length < position + removed)
            {
                _editor.Keep(Math.Min(_editor.Pending.Length, position - _editor.Position));
                _editor.ReadMore();
            }

            _editor.Keep(position - _editor.Position);
            _editor.Replace(removed, inserted);
        }

        _patched = _editor.Complete();
        return _patched.Length;
    }

    /// <summary>The part of it that verifies: inflates the edited file again, for its length and CRC-32.</summary>
    [Benchmark]
    public long Verify() => _verifier.Measure(_patched).Length;

    /// <summary>A whole file the plain way: inflate, decide, splice, deflate.</summary>
    [Benchmark]
    public int WholeRecompressed()
    {
        using var output = new RecompressedOutput("a", _gzip, ReadLimits.Default);
        using var text = LogText.Read("a", _gzip, ReadLimits.Default, output);
        LogFileEnricher.Enrich("a", text, ReadLimits.Default, _evidence);
        return output.Complete().Length;
    }

    /// <summary>A whole file the fast way: decide, patch, verify.</summary>
    [Benchmark(Baseline = true)]
    public int WholePatched()
    {
        _editor.Begin(_gzip);
        using var text = new EditorText(_editor, "a", ReadLimits.Default);
        LogFileEnricher.Enrich("a", text, ReadLimits.Default, _evidence);
        return _editor.Complete().Length;
    }

    /// <summary>Removes the file.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private StreamText Over(ITextOutput? output) => new(new MemoryStream(_text), ReadLimits.Default.RecordBytes, output);

    private sealed class RecordedEdits(List<(long Position, int Removed, byte[] Inserted)> edits) : ITextOutput
    {
        private long _position;

        public void Keep(ReadOnlySpan<byte> text) => _position += text.Length;

        public void Replace(int removed, ReadOnlySpan<byte> inserted)
        {
            edits.Add((_position, removed, inserted.ToArray()));
            _position += removed;
        }
    }
}
