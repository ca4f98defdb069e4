using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudTrailEnricher.InMemory;
using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Reports;
using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Replay;

/// <summary>
/// The evidence of earlier runs, so that a new day's files find the sessions of yesterday (<c>--index</c>). Gzip of JSON lines: a head
/// <c>{"format":"cloudtrail-enricher-evidence","version":1,"id":…}</c>, one line for each piece of evidence, and an end
/// <c>{"end":number of pieces}</c>, by which a file that was cut off is known.
/// </summary>
internal sealed class EvidenceFile
{
    private const string Format = "cloudtrail-enricher-evidence";
    private const int Version = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;

    private EvidenceFile(string path, string id)
    {
        _path = path;
        Id = id;
    }

    /// <summary>Identifies this file, however often it is saved.</summary>
    public string Id { get; }

    /// <summary>Reads the file into an index; one that does not exist yet adds nothing.</summary>
    /// <exception cref="UsageException">The file is something else, damaged, or of a newer version.</exception>
    public static EvidenceFile Load(string path, InMemoryEvidence index)
    {
        if (!File.Exists(path))
        {
            return new EvidenceFile(path, Guid.NewGuid().ToString("N"));
        }

        try
        {
            using var lines = new StreamReader(new GZipStream(Open(path), CompressionMode.Decompress), Encoding.UTF8);
            var id = Head(lines.ReadLine());
            for (var pieces = 0L; lines.ReadLine() is { } line; pieces++)
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.TryGetProperty("end", out var end))
                {
                    return end.GetInt64() == pieces
                        ? new EvidenceFile(path, id)
                        : throw new InvalidDataException($"{end} pieces of evidence were saved, {pieces} are here");
                }

                index.Put([Evidence(document.RootElement)]);
            }

            throw new InvalidDataException("the file was cut off");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--index {path}: cannot be read: {e.Message}");
        }
        catch (Exception e) when (
            e is InvalidDataException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new UsageException($"{path}: not an evidence file that --index has written: {e.Message}. Name another "
                + "file, or delete this one and run over all files again.");
        }
    }

    /// <summary>Saves everything in the index: the old file stays until the new one is complete.</summary>
    public void Save(InMemoryEvidence index)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        Directory.CreateDirectory(folder);
        AtomicFile.RemoveAbandoned(folder);
        using var file = new AtomicFile(_path);
        using (var gzip = new GZipStream(file.Stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            WriteLine(gzip, json =>
            {
                json.WriteString("format", Format);
                json.WriteNumber("version", Version);
                json.WriteString("id", Id);
            });
            var pieces = 0L;
            foreach (var evidence in index.All)
            {
                WriteLine(gzip, json => Write(json, evidence));
                pieces++;
            }

            WriteLine(gzip, json => json.WriteNumber("end", pieces));
        }

        file.Complete();
    }

    private static FileStream Open(string path) => LocalFileSystem.Instance.Find(path) is { Kind: FileKind.Regular }
        ? File.OpenRead(path)
        : throw new InvalidDataException("it is no file");

    private static string Head(string? line)
    {
        using var document = JsonDocument.Parse(line ?? "{}");
        var head = document.RootElement;
        if (!head.TryGetProperty("format", out var format) || format.GetString() != Format)
        {
            throw new InvalidDataException("its first line does not say so");
        }

        return head.GetProperty("version").GetInt32() == Version
            ? head.GetProperty("id").GetString() ?? throw new InvalidDataException("it has no id")
            : throw new InvalidDataException($"version {head.GetProperty("version")} is not known, only {Version}");
    }

    private static void WriteLine(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Evidence evidence)
    {
        if (evidence.Kind == EvidenceKind.AgentCall)
        {
            AgentCallJson.Write(json, evidence);
            return;
        }

        json.WriteString("principalArn", evidence.Session.PrincipalArn);
        json.WriteString("creationDate", evidence.Session.CreationDate.ToString());
        EvidenceJson.WriteMembers(json, evidence);
        if (evidence.Last != evidence.First)
        {
            json.WriteStartObject("last");
            json.WriteString("eventName", evidence.Last.EventName);
            json.WriteString("eventID", evidence.Last.EventId);
            json.WriteString("eventTime", evidence.Last.EventTime.ToString());
            json.WriteString("awsRegion", evidence.Last.AwsRegion);
            json.WriteEndObject();
        }

        if (evidence.SwitchFrom is { } switchFrom)
        {
            json.WriteString("switchFrom", switchFrom);
        }

        if (evidence.SignInSessionArn is { } signInSession)
        {
            json.WriteString("signInSessionArn", signInSession);
        }
    }

    private static Evidence Evidence(JsonElement line)
    {
        if (Text("kind") == AgentCallJson.Kind)
        {
            return AgentCallJson.Read(line);
        }

        if (!SessionKey.TryCreate(Text("principalArn"), Text("creationDate"), out var session)
            || !CloudTrailTime.TryParse(Text("eventTime"), out var time))
        {
            throw new InvalidDataException("a piece of evidence has no session or no time");
        }

        var kind = Text("kind") switch
        {
            "signIn" => EvidenceKind.SignIn,
            "browserSibling" => EvidenceKind.BrowserSibling,
            var other => throw new InvalidDataException($"evidence of the kind \"{other}\" is not known"),
        };
        return new Evidence(
            session,
            kind,
            Text("eventName") ?? "",
            Text("eventID") ?? "",
            time,
            Text("awsRegion") ?? "",
            Text("sourceIPAddress"),
            Text("userAgent"))
        {
            Last = Last() ?? new SourceEvent(Text("eventName") ?? "", Text("eventID") ?? "", time, Text("awsRegion") ?? ""),
            SwitchFrom = Find("switchFrom"),
            SignInSessionArn = Find("signInSessionArn"),
        };

        SourceEvent? Last() => line.TryGetProperty("last", out var last) && last.ValueKind == JsonValueKind.Object
            && CloudTrailTime.TryParse(last.GetProperty("eventTime").GetString(), out var lastTime)
                ? new SourceEvent(
                    last.GetProperty("eventName").GetString()!,
                    last.GetProperty("eventID").GetString()!,
                    lastTime,
                    last.GetProperty("awsRegion").GetString()!)
                : null;

        string? Find(string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;


        string? Text(string name) => line.GetProperty(name).GetString();
    }
}
