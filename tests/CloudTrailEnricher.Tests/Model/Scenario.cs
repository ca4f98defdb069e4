using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Tests.Model;

/// <summary>
/// What a schedule begins with: two to five files of one to three sessions, when each file comes, and how long files may wait.
/// </summary>
internal sealed class Scenario
{
    private static readonly int[] Minutes = [0, 1, 14, 16, 50];
    private static readonly int[] SettleMinutes = [15, 0, 40];

    private static readonly LogObject[] Names =
        [.. Enumerable.Range(0, 5).Select(n => new LogObject(
            "trail", $"AWSLogs/123456789012/CloudTrail/us-east-1/2022/03/17/123456789012_CloudTrail_us-east-1_20220317T0200Z_{n:D16}.json.gz"))];

    private static readonly Dictionary<LogObject, int> Numbers = Names.Select((name, number) => (name, number)).ToDictionary();

    private static readonly PassOptions[] Options = [.. SettleMinutes.Select(minutes => new PassOptions
    {
        SettleTime = TimeSpan.FromMinutes(minutes),
        RequireMatchingAccount = false,
    })];

    public static readonly DateTimeOffset Start = new(2022, 3, 17, 3, 0, 0, TimeSpan.Zero);

    public static readonly LogObject[] CopyNames = [.. Names.Select(name => name with { Key = "enriched/" + name.Key })];

    private static readonly Dictionary<LogObject, int> CopyNumbers = CopyNames.Select((name, number) => (name, number)).ToDictionary();

    private Scenario(int files)
    {
        Redacted = new int[files];
        Events = new int[files];
        Sources = new SourceFile[files];
        Announced = new ObjectCreated[files];
    }

    public int Files => Redacted.Length;

    /// <summary>Of every file, how it is redacted.</summary>
    public int[] Redacted { get; }

    /// <summary>Of every file, the events that it holds as evidence.</summary>
    public int[] Events { get; }

    public SourceFile[] Sources { get; }

    public ObjectCreated[] Announced { get; }

    public PassOptions Passes { get; private set; } = Options[0];

    public int AllEvents { get; private set; }

    public static int NumberOf(LogObject file) => Numbers[file];

    public static int NumberOfCopy(LogObject copy) => CopyNumbers[copy];

    public static LogObject NameOf(int file) => Names[file];

    public static Scenario Draw(Choices choices, Bounds bounds)
    {
        var scenario = new Scenario(2 + choices.Choose(bounds.Files - 1));
        scenario.Passes = Options[choices.Choose(Options.Length)];
        var sessions = 1 + choices.Choose(bounds.Sessions);
        for (var session = 0; session < sessions; session++)
        {
            var story = Universe.Stories[choices.Choose(Universe.Stories.Count)];
            foreach (var one in story)
            {
                var bit = one << (session * Universe.EventsOfOne);
                scenario.Events[scenario.Files - 1 - choices.Choose(scenario.Files)] |= bit;
                scenario.AllEvents |= bit;
            }

            for (var file = 0; file < scenario.Files; file++)
            {
                // Zero means redacted, for the first file: a schedule without redaction tells nothing.
                scenario.Redacted[file] |= ((choices.Choose(Universe.Redactions) + (file == 0 ? 1 : 0)) & 3) << (2 * session);
            }
        }

        for (var file = 0; file < scenario.Files; file++)
        {
            var time = Start + TimeSpan.FromMinutes(Minutes[choices.Choose(Minutes.Length)]);
            scenario.Sources[file] = new SourceFile(
                Universe.File(scenario.Redacted[file], scenario.Events[file]), $"e{file}", time, default);
            scenario.Announced[file] = new ObjectCreated(Names[file])
            {
                // Some messages do not say when; one lies.
                EventTime =
                    choices.Choose(8) switch { 7 => null, 6 => DateTimeOffset.MaxValue, 5 => Start - TimeSpan.FromDays(1), _ => time },
            };
        }

        return scenario;
    }
}
