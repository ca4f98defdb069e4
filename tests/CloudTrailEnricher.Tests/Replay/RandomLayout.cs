using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Replay.Files;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>Folders, log files, events and links by chance, and runs over them whose inputs and outputs overlap as often as not.</summary>
internal sealed class RandomLayout(int seed, Workplace place)
{
    private static readonly string[] Folders =
    [
        ".", "logs", "logs/enriched", "logs/AWSLogs", "enriched", "enriched/AWSLogs", "in", "in/logs", "out", "out/enriched", "out/in", "events", "Logs",
    ];

    private static readonly string[] Names =
    [
        "x.json.gz", "y.json.gz", "x.json", "z.json", "X.json.gz", "x.json.gz.unfinished", ".x.json.gz.unfinished", "report.html", "evidence.gz", "notes.txt",
    ];

    private static readonly string[] Keys =
    [
        "x.json.gz",
        "AWSLogs/y.json.gz",
        "../in/x.json.gz",
        "../x.json.gz",
        "enriched/x.json.gz",
        "/x.json.gz",
        "in//x.json.gz",
    ];

    private static readonly string[] Prefixes = ["enriched/", "enriched/", "logs", "in", "AWSLogs", "enriched/AWSLogs", "Logs"];

    private readonly Random _random = new(seed);

    /// <summary>The files that somebody put there.</summary>
    public HashSet<string> Originals { get; } = [];

    public void Make()
    {
        for (var count = _random.Next(1, 8); count > 0; count--)
        {
            var name = Path.Join(Pick(Folders), Pick(Names));
            if (!Path.Exists(place.PathOf(name)) && IsFree(name))
            {
                place.Write(name, Content(name));
                System.IO.File.SetLastWriteTimeUtc(
                    place.PathOf(name), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(_random.Next(1000)));
                Originals.Add(place.PathOf(name));
            }
        }

        for (var count = _random.Next(0, 4); count > 0; count--)
        {
            MakeLink();
        }
    }

    /// <summary>The options of a run, not all of them sensible.</summary>
    public ReplayOptions Options() => new()
    {
        Inputs = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Place()).Where(Path.Exists).DefaultIfEmpty(place.Root)],
        OutputFolder = _random.Next(10) == 0 ? null : place.PathOf(Pick(Folders)),
        EnrichedPrefix = Pick(Prefixes),
        Format = OutputFormat.Json,
        ReportFile = _random.Next(3) == 0 ? Place() : null,
        IndexFile = _random.Next(3) == 0 ? Place() : null,
        Resume = _random.Next(3) == 0,
        Verify = _random.Next(5) == 0,
    };

    private string Place() => place.PathOf(_random.Next(2) == 0 ? Pick(Folders) : Path.Join(Pick(Folders), Pick(Names)));

    private void MakeLink()
    {
        var name = Path.Join(
            Pick(Folders), _random.Next(4) switch { 0 => "linked", 1 => ".replay-0123456789abcdef.unfinished", _ => Pick(Names) });
        name = _random.Next(3) == 0 ? Pick(Folders[1..]) : name;
        var target = _random.Next(8) == 0 ? place.PathOf("nowhere") : Place();
        if (!Path.Exists(place.PathOf(name)) && LocalFileSystem.Instance.FindUnfollowed(place.PathOf(name)) is null && IsFree(name))
        {
            place.Link(name, target);
        }
    }

    /// <summary>Whether all folders above the name are folders, or not there.</summary>
    private bool IsFree(string name)
    {
        for (
            var above = Path.GetDirectoryName(place.PathOf(name))!; above.Length > place.Root.Length; above = Path.GetDirectoryName(above)!)
        {
            if (LocalFileSystem.Instance.FindUnfollowed(above) is not null && !Directory.Exists(above))
            {
                return false;
            }
        }

        return true;
    }

    private byte[] Content(string name) => _random.Next(6) switch
    {
        0 => Utf8(
            $$$$"""{"Records":[{"s3":{"bucket":{"name":"{{{{Pick(["b", "in", "logs"])}}}}"},"object":{"key":"{{{{Pick(Keys)}}}}"}}}]}"""),
        1 => Utf8("not JSON"),
        2 => Gzip(File(SwitchRole())),
        _ when name.EndsWith(".gz", StringComparison.Ordinal) => Gzip(File(Redacted(), SwitchRole())),
        _ => Utf8(File(Redacted())),
    };

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];
}
