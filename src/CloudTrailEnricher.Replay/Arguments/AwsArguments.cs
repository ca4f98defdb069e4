using System.CommandLine;
using System.CommandLine.Parsing;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>The options that have to do with an account, for every verb that reads log files.</summary>
internal sealed class AwsArguments
{
    private const string NeedsAws = "With --aws: ";

    private readonly Option<bool> _aws = new("--aws")
    {
        Description = "Read from an account: inputs are s3://bucket/prefix, keys, or S3 events. Nothing in the account is changed.",
    };

    private readonly Option<bool> _write = new("--write")
    {
        Description = NeedsAws + "write evidence into the table and copies into the bucket, as the functions do.",
    };

    private readonly Option<string?> _profile = Text("--profile", "NAME", NeedsAws + "the profile.");
    private readonly Option<string?> _region = Text("--aws-region", "REGION", NeedsAws + "the account's region.");
    private readonly Option<string?> _endpoint = Text("--endpoint-url", "URL", NeedsAws + "another endpoint for all services.");
    private readonly Option<string?> _bucket = Text(
        "--bucket", "NAME", NeedsAws + "the bucket; otherwise SOURCE_BUCKET, or what the inputs name.");
    private readonly Option<string?> _table = Text(
        "--table", "NAME", NeedsAws + "the sessions table; otherwise SESSIONS_TABLE, or none when nothing is written.");

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="writes">Whether it can write into the account.</param>
    public void AddTo(Command command, bool writes)
    {
        command.Add(_aws);
        foreach (var option in OnlyWithAws.Where(option => writes || option != _write))
        {
            command.Add(option);
        }

        command.Validators.Add(RefuseWithoutAws);
    }

    /// <summary>The options; null without <c>--aws</c>.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="writes">Whether the verb can write into the account.</param>
    public AwsOptions? Read(ParseResult parsed, bool writes) => !parsed.GetValue(_aws)
        ? null
        : new AwsOptions
        {
            Write = writes && parsed.GetValue(_write),
            Profile = parsed.GetValue(_profile),
            Region = parsed.GetValue(_region),
            EndpointUrl = parsed.GetValue(_endpoint),
            Bucket = parsed.GetValue(_bucket),
            Table = parsed.GetValue(_table),
        };

    private Option[] OnlyWithAws => [_write, _profile, _region, _endpoint, _bucket, _table];

    private void RefuseWithoutAws(CommandResult result)
    {
        foreach (var option in OnlyWithAws)
        {
            if (result.GetResult(option) is not null && result.GetResult(_aws) is null)
            {
                result.AddError($"{option.Name} needs --aws");
            }
        }
    }

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };
}
