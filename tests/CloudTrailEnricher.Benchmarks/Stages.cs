using BenchmarkDotNet.Attributes;
using CloudTrailEnricher.Enrichment;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Sessions;
using CloudTrailEnricher.WholeFile;

namespace CloudTrailEnricher.Benchmarks;

/// <summary>The stages of one file, each alone. Divide by the length of the text (in the file's name list) for ns per byte.</summary>
[MemoryDiagnoser]
public class Stages : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stages-").FullName;
    private readonly byte[] _buffer = new byte[128 << 10];
    private readonly PatchedCopy.Tools _tools = new();
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
    }

    /// <summary>Inflate alone.</summary>
    [Benchmark]
    public void Inflate()
    {
        using var text = LogText.Open("a", _gzip, ReadLimits.Default);
        while (text.Read(_buffer) > 0)
        {
        }
    }

    /// <summary>Pass 1's reading of the uncompressed text.</summary>
    [Benchmark]
    public long Scan() => LogFileScan.Of("a", new MemoryStream(_text), ReadLimits.Default, account: null).Records;

    /// <summary>Finding and deciding, without writing.</summary>
    [Benchmark]
    public long Decide() => LogFileEnricher.Enrich("a", new StreamWindow(new MemoryStream(_text), output: null, ReadLimits.Default.RecordBytes), ReadLimits.Default, _evidence).Records;

    /// <summary>The whole file, compressed anew.</summary>
    [Benchmark]
    public int WholeRecompressed()
    {
        using var copy = new RecompressedCopy("a", _gzip, ReadLimits.Default);
        LogFileEnricher.Enrich("a", copy.Text, ReadLimits.Default, _evidence);
        return copy.Complete().Length;
    }

    /// <summary>The whole file, patched and verified.</summary>
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
}
