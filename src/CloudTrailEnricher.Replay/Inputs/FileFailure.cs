namespace CloudTrailEnricher.Replay.Inputs;

/// <summary>A file that could not be handled.</summary>
/// <param name="File">Its name.</param>
/// <param name="Reason">What was wrong, and what helps.</param>
internal sealed record FileFailure(string File, string Reason)
{
    /// <summary>What an error says about a file, whose name it need not repeat.</summary>
    public static FileFailure From(string file, string message) =>
        new(file, message.StartsWith(file + ": ", StringComparison.Ordinal) ? message[(file.Length + 2)..] : message);
}
