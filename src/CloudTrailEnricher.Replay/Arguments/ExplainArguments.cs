using System.CommandLine;
using CloudTrailEnricher.Replay.Explain;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>The arguments of <c>explain</c>.</summary>
internal sealed class ExplainArguments
{
    private readonly Argument<string[]> _inputs = ReplayArguments.Inputs();
    private readonly Option<OutputFormat> _format =
        Choice.Option("--format", "How to print the result.", [OutputFormat.Table, OutputFormat.Json]);

    private readonly Option<bool> _anyAccount = ReplayArguments.AnyAccount();
    private readonly AwsArguments _aws = new();

    private readonly Argument<string> _subject = new("subject")
    {
        Description = "An eventID, a principal's ARN, or \"ARN creationDate\" in quotes for one session.",
    };

    /// <summary>The verb.</summary>
    public Command Command
    {
        get
        {
            var command = new Command(
                "explain",
                "Explains why an event carries the address that it does, or why it carries none, with all evidence of its session.")
            {
                _subject, _inputs, _format, _anyAccount,
            };
            _aws.AddTo(command, writes: false);
            command.SetAction((parsed, cancellationToken) => CommandLine.RunAsync(async () =>
                await ExplainCommand.RunAsync(Read(parsed), Console.In, Console.Out, cancellationToken)
                    ? CommandLine.Success
                    : CommandLine.NotFound));
            return command;
        }
    }

    private ExplainOptions Read(ParseResult parsed) => new(
        parsed.GetValue(_subject)!, parsed.GetValue(_inputs) ?? [], parsed.GetValue(_format), parsed.GetValue(_anyAccount))
    {
        Aws = _aws.Read(parsed, writes: false),
    };
}
