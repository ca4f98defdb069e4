namespace CloudTrailEnricher.Requirements;

/// <summary>What installing something for the tests asks of the machine.</summary>
internal interface IMachine
{
    /// <returns>The full path of a program on the <c>PATH</c>; null when it is not there.</returns>
    string? Find(string program);

    /// <returns>A file's text; null when there is no such file.</returns>
    string? Read(string path);

    /// <summary>Writes a file, and its folder where that is missing.</summary>
    void Write(string path, string text);

    /// <summary>Runs a program to its end.</summary>
    Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken);

    /// <summary>Reports progress to whoever watches the tests.</summary>
    void Report(string line);
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Zero for success.</param>
/// <param name="Output">What it wrote, errors included.</param>
internal sealed record CommandResult(int ExitCode, string Output)
{
    /// <summary>The line that most likely names the fault.</summary>
    public string LastLine =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "no output";
}
