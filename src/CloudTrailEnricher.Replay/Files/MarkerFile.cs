using System.Text.Json;
using CloudTrailEnricher.Copies;

namespace CloudTrailEnricher.Replay.Files;

/// <summary>The file <c>.replay.json</c>, by which an output folder is known.</summary>
/// <param name="Version">The version that made all copies.</param>
/// <param name="Prefix">The copies' prefix in the folder.</param>
/// <param name="EvidenceId">The evidence file that holds what pass 1 found in their sources; null for none.</param>
/// <param name="Selection">The events that the copies are enriched in, as options of the command line; empty for all.</param>
internal sealed record MarkerFile(string? Version, string Prefix, string? EvidenceId, string Selection)
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".replay.json";

    private const int LargestSize = 1 << 16;

    /// <summary>The folder of the copies in an output folder; null where its marker cannot be read.</summary>
    public static string? CopiesFolderIn(string folder)
    {
        try
        {
            return Path.Combine(folder, ObjectPath.Of(Read(Path.Combine(folder, FileName)).Prefix));
        }
        catch (UsageException)
        {
            // Whoever writes into this folder hears of it; for whoever reads it, it is a folder like others.
            return null;
        }
    }

    /// <summary>Reads a marker.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public static MarkerFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadUpTo(LargestSize, path) ?? throw new JsonException("It is too large."));
            var prefix = Text("prefix") ?? EnrichedPrefix.Default.Value;
            return ObjectPath.IsPlain(prefix.TrimEnd('/'))
                ? new MarkerFile(Text("version"), prefix, Text("evidence"), Text("selection") ?? "")
                : throw new JsonException($"Its prefix \"{prefix}\" leads elsewhere.");

            string? Text(string name) =>
                document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {e.Message} Delete it, and run without --resume.");
        }
    }

    /// <summary>Writes the marker, whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        AtomicFile.RemoveAbandoned(folder);
        using var file = new AtomicFile(path);
        using (var json = new Utf8JsonWriter(file.Stream))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteString("prefix", Prefix);
            json.WriteString("evidence", EvidenceId);
            if (Selection.Length > 0)
            {
                json.WriteString("selection", Selection);
            }

            json.WriteEndObject();
        }

        file.Complete();
    }
}
