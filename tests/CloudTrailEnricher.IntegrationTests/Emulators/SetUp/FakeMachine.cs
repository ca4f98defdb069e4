using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.IntegrationTests.Emulators.SetUp;

/// <summary>A machine of given programs and files, which writes down what is asked of it.</summary>
internal sealed class FakeMachine(params string[] programs) : IMachine
{
    private readonly Dictionary<string, string> _files = new()
    {
        [Path.Combine("moto", "requirements.txt")] = "moto[server]==1.2.3",
        [Path.Combine("dynalite", "package-lock.json")] = "dynalite 1.2.3",
    };

    /// <summary>What it was asked to run, reported and wrote, in order.</summary>
    public List<string> Done { get; } = [];

    /// <summary>How a program ends, by a word of its command line; every other succeeds.</summary>
    public Dictionary<string, CommandResult> Ends { get; } = [];

    /// <summary>A word of the command line that never ends.</summary>
    public string? Hangs { get; set; }

    public string? Find(string program) => programs.Contains(program) ? Path.Combine("/bin", program) : null;

    public string? Read(string path) => _files.GetValueOrDefault(path);

    public void Write(string path, string text)
    {
        Done.Add($"wrote {path}");
        _files[path] = text;
    }

    public Task<CommandResult> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken)
    {
        Done.Add($"{program} {string.Join(' ', arguments)}");
        return Hangs is not null && arguments.Contains(Hangs)
            ? Task.FromException<CommandResult>(new OperationCanceledException())
            : Task.FromResult(Ends.FirstOrDefault(end => arguments.Contains(end.Key)).Value ?? new CommandResult(0, ""));
    }

    public void Report(string line) => Done.Add($"reported: {line}");
}
