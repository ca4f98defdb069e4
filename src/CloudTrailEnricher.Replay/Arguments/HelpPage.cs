using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>What <c>--help</c> prints after the options: examples and exit codes.</summary>
internal static class HelpPage
{
    private const string OfRun = """
        Examples:
          cloudtrail-enricher logs/ --dry-run
              What can be recovered in a folder of log files, and why the rest cannot. Writes nothing.
          cloudtrail-enricher logs/ --out enriched-logs --report report.html
              The same, with enriched copies and a page for the browser.
          aws cloudtrail lookup-events --max-items 500 --output json | cloudtrail-enricher - --dry-run
              The last events of an account, straight from the AWS CLI.
          cloudtrail-enricher explain ef50319b-c9f5-5ce1-ab18-3b8d1b38fcc3 logs/
              Why this event carries the address that it does.
          cloudtrail-enricher --aws s3://bucket/AWSLogs/123456789012/ --profile audit --dry-run
              The log files of a bucket.

        Exit codes:
          0    every file was handled; what was to be explained was found
          1    a file failed or no log file was found; what was to be explained is not there; a copy is missing or differs
          2    the arguments make no sense; nothing was done
          130  ended by Ctrl-C or a signal; what was done is printed

        """;

    private const string OfExplain = """
        Examples:
          cloudtrail-enricher explain ef50319b-c9f5-5ce1-ab18-3b8d1b38fcc3 logs/
          cloudtrail-enricher explain arn:aws:iam::123456789012:user/alice logs/
          cloudtrail-enricher explain "arn:aws:iam::123456789012:user/alice 2022-04-18T09:03:11Z" logs/

        Exit codes:
          0    it was found
          1    it is not in the inputs
          2    the arguments make no sense

        """;

    private const string OfCompletion = """
        Examples:
          source <(cloudtrail-enricher completion bash)         in ~/.bashrc
          source <(cloudtrail-enricher completion zsh)          in ~/.zshrc, after compinit
          cloudtrail-enricher completion fish | source          in ~/.config/fish/config.fish
          cloudtrail-enricher completion pwsh | Out-String | Invoke-Expression          in $PROFILE

        """;

    /// <summary>Adds the page to every verb.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Aliases.Remove("/h");
        help.Aliases.Remove("/?");
        help.Action = new WithExamples((HelpAction)help.Action!);
    }

    private sealed class WithExamples(HelpAction options) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = options.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.Write(parseResult.CommandResult.Command.Name switch
            {
                "explain" => OfExplain,
                "completion" => OfCompletion,
                _ => OfRun,
            });
            return result;
        }
    }
}
