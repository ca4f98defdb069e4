using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>The options that narrow what is enriched and reported.</summary>
internal sealed class SelectionArguments
{
    private const string Day = "yyyy-MM-dd";

    private readonly Option<DateTimeOffset?> _from = Time(
        "--from", "Enrich and report only events from this day or time on, UTC.", isEnd: false);
    private readonly Option<DateTimeOffset?> _to = Time(
        "--to", "Enrich and report only events up to this day or time, UTC, with it.", isEnd: true);
    private readonly Option<string[]> _accounts = Each(
        "--account", "ID", "Enrich and report only events of this account; may be repeated.");
    private readonly Option<string[]> _regions = Each(
        "--region", "REGION", "Enrich and report only events of this region; may be repeated.");
    private readonly Option<string[]> _principals = Each(
        "--principal", "ARN|NAME", "Enrich and report only events of this principal: its ARN, or a user's, role's or session's name; may be "
            + "repeated. None of these options narrows the evidence.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _from, _to, _accounts, _regions, _principals })
        {
            command.Add(option);
        }

        _accounts.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Length != 12 || !token.Value.All(char.IsAsciiDigit)))
            {
                result.AddError($"--account {token.Value}: must be 12 digits");
            }
        });
    }

    /// <summary>What is selected; null for everything.</summary>
    /// <exception cref="UsageException">No event can be selected.</exception>
    public RecordSelection? Read(ParseResult parsed)
    {
        var selection = new RecordSelection
        {
            From = parsed.GetValue(_from),
            To = parsed.GetValue(_to),
            Accounts = parsed.GetValue(_accounts) ?? [],
            Regions = parsed.GetValue(_regions) ?? [],
            Principals = parsed.GetValue(_principals) ?? [],
        };
        return selection.From > selection.To
            ? throw new UsageException("--from is later than --to: no event can be both")
            : selection.IsEverything ? null : selection;
    }

    private static Option<string[]> Each(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static Option<DateTimeOffset?> Time(string name, string description, bool isEnd) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => ReadTime(name, result, isEnd),
    };

    private static DateTimeOffset? ReadTime(string name, ArgumentResult result, bool isEnd)
    {
        var typed = result.Tokens[0].Value;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(typed, Day, CultureInfo.InvariantCulture, utc, out var day))
        {
            return isEnd ? day.AddDays(1).AddSeconds(-1) : day;
        }

        string[] forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];
        if (DateTimeOffset.TryParseExact(typed, forms, CultureInfo.InvariantCulture, utc, out var time))
        {
            return time;
        }

        result.AddError($"{name} {typed}: must be a day (2022-03-17) or a time (2022-03-17T01:31:31Z)");
        return null;
    }
}
