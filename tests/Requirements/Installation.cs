namespace CloudTrailEnricher.Requirements;

/// <summary>An installation that is made once and again when what is wanted changes.</summary>
/// <param name="machine">The machine.</param>
/// <param name="marker">The file that is written when the installation is complete.</param>
/// <param name="wanted">What it holds: the exact versions.</param>
internal sealed class Installation(IMachine machine, string marker, string wanted)
{
    private static readonly TimeSpan LongestCommand = TimeSpan.FromMinutes(3);

    /// <summary>Runs the commands unless they have run for the same versions.</summary>
    /// <returns>Null when the installation is complete; otherwise what failed.</returns>
    public async Task<string?> EnsureAsync(
        string announcement, IReadOnlyList<IReadOnlyList<string>> commands, string folder, CancellationToken cancellationToken)
    {
        if (machine.Read(marker) == wanted)
        {
            return null;
        }

        machine.Report(announcement);
        foreach (var command in commands)
        {
            if (await FaultOfAsync(command, folder, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        machine.Write(marker, wanted);
        return null;
    }

    private async Task<string?> FaultOfAsync(IReadOnlyList<string> command, string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestCommand);
        var name = Path.GetFileName(command[0]);
        try
        {
            var result = await machine.RunAsync(command[0], [.. command.Skip(1)], folder, limit.Token);
            return result.ExitCode == 0 ? null : $"{name}: {result.LastLine}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{name}: no end after {LongestCommand.TotalMinutes} minutes";
        }
    }
}
