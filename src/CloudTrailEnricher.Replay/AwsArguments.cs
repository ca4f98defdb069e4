using System.CommandLine;
using System.CommandLine.Parsing;

namespace CloudTrailEnricher.Replay;

/// <summary>The arguments that have to do with an account.</summary>
internal sealed class AwsArguments
{
    private readonly Option<bool> _aws = new("--aws")
    {
        Description = "Replay against an account: inputs are s3://bucket/prefix, keys, or S3 events. Read-only: copies go to --out.",
    };

    private readonly Option<bool> _write = new("--write")
    {
        Description = "With --aws: write evidence into the table and copies into the bucket, as the functions do.",
    };
    private readonly Option<string?> _profile = Text("--profile", "NAME", "With --aws: the profile.");
    private readonly Option<string?> _region = Text("--region", "REGION", "With --aws: the region.");
    private readonly Option<string?> _endpoint = Text("--endpoint-url", "URL", "With --aws: another endpoint for all services.");
    private readonly Option<string?> _bucket = Text(
        "--bucket", "NAME", "With --aws: the bucket; otherwise SOURCE_BUCKET, or what the inputs name.");
    private readonly Option<string?> _table = Text(
        "--table", "NAME", "With --aws: the sessions table; otherwise SESSIONS_TABLE, or none when nothing is written.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _aws, _write, _profile, _region, _endpoint, _bucket, _table })
        {
            command.Add(option);
        }

        command.Validators.Add(RefuseWithoutAws);
    }

    /// <summary>The options; null without <c>--aws</c>.</summary>
    public AwsOptions? Read(ParseResult parsed) => !parsed.GetValue(_aws)
        ? null
        : new AwsOptions
        {
            Write = parsed.GetValue(_write),
            Profile = parsed.GetValue(_profile),
            Region = parsed.GetValue(_region),
            EndpointUrl = parsed.GetValue(_endpoint),
            Bucket = parsed.GetValue(_bucket),
            Table = parsed.GetValue(_table),
        };

    private void RefuseWithoutAws(CommandResult result)
    {
        foreach (var option in new Option[] { _write, _profile, _region, _endpoint, _bucket, _table })
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
