using System.Text.Json;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// The file <c>.replay.json</c> in an output folder: which version made its copies, and which evidence file (<c>--index</c>) holds what
/// pass 1 found in their sources. It is what <c>--resume</c> trusts.
/// </summary>
internal sealed class OutputMarker
{
    private readonly string _path;
    private readonly string? _evidenceId;
    private readonly bool _wasOurs;

    private OutputMarker(string path, string? evidenceId, bool wasOurs, bool evidenceIsKept)
    {
        _path = path;
        _evidenceId = evidenceId;
        _wasOurs = wasOurs;
        EvidenceIsKept = evidenceIsKept;
    }

    /// <summary>Whether this run's evidence file holds the evidence of every complete copy's source.</summary>
    public bool EvidenceIsKept { get; private set; }

    /// <summary>Looks at an output folder.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="evidenceId">The evidence file's id; null where there is none.</param>
    /// <param name="resume">Whether complete copies are to be left alone.</param>
    /// <exception cref="UsageException">They are, but another version made them.</exception>
    public static OutputMarker Open(string folder, string? evidenceId, bool resume)
    {
        var path = Path.Combine(folder, ".replay.json");
        if (!File.Exists(path))
        {
            return new OutputMarker(path, evidenceId, wasOurs: true, evidenceIsKept: evidenceId is not null);
        }

        var (version, keptIn) = Read(path);
        var isOurs = version == CopyDescription.CurrentVersion;
        return resume && !isOurs
            ? throw new UsageException(
                $"{folder} holds copies of version {version}, this is {CopyDescription.CurrentVersion}; choose another --out, or leave --resume out to make all copies anew")
            : new OutputMarker(path, evidenceId, isOurs, isOurs && evidenceId is not null && keptIn == evidenceId);
    }

    /// <summary>To be called when pass 1 is over and its evidence is saved, before the first copy.</summary>
    public void Begin()
    {
        if (_wasOurs)
        {
            Write();
        }
    }

    /// <summary>To be called when every file has its copy of this version.</summary>
    public void End()
    {
        EvidenceIsKept |= !_wasOurs;
        Write();
    }

    private void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        using var file = new AtomicFile(_path);
        using (var json = new Utf8JsonWriter(file.Stream))
        {
            json.WriteStartObject();
            json.WriteString("version", CopyDescription.CurrentVersion);
            json.WriteString("evidence", EvidenceIsKept ? _evidenceId : null);
            json.WriteEndObject();
        }

        file.Complete();
    }

    private static (string? Version, string? Evidence) Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return (Text("version"), Text("evidence"));

            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UsageException($"{path}: {e.Message} Delete it, and run without --resume.");
        }
    }
}
