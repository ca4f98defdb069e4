using System.Globalization;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Copies;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Aws;

/// <summary>What a deployment says in its environment variables.</summary>
public sealed partial record AwsSettings
{
    private AwsSettings()
    {
    }

    /// <summary><c>SOURCE_BUCKET</c>: the bucket of the trail, and of the copies where <c>ENRICHED_BUCKET</c> names no other.</summary>
    public required string SourceBucket { get; init; }

    /// <summary><c>TRAIL_PREFIX</c>: what precedes <c>AWSLogs/</c>; empty for nothing.</summary>
    public required string TrailPrefix { get; init; }

    /// <summary><c>SESSIONS_TABLE</c>: the table's name.</summary>
    public required string SessionsTable { get; init; }

    /// <summary><c>ENRICH_QUEUE_URL</c>: the queue between the passes.</summary>
    public required string EnrichQueueUrl { get; init; }

    /// <summary><c>EVIDENCE_RETENTION_DAYS</c>: how long evidence stays, counted from its writing.</summary>
    public required TimeSpan EvidenceRetention { get; init; }

    /// <summary><c>KMS_KEY_ARN</c>: the key that copies are encrypted with; null for the bucket's own default.</summary>
    public string? KmsKeyArn { get; init; }

    /// <summary>
    /// <c>ENRICHED_PREFIX</c>, <c>ENRICHED_BUCKET</c>, <c>COPY_UNCHANGED</c>, <c>IMPROVE_COPIES</c>, <c>SETTLE_MINUTES</c>,
    /// <c>REQUIRE_MATCHING_ACCOUNT</c> and <c>REWRITE_MCP</c>, as the passes take them.
    /// </summary>
    public required PassOptions Passes { get; init; }

    /// <summary>Reads and checks all variables.</summary>
    /// <param name="variable">Gives a variable's value; null where it is not set. An empty value counts as not set.</param>
    /// <exception cref="AwsSettingsException">Names every variable that is missing or wrong, and what it should be.</exception>
    public static AwsSettings FromEnvironment(Func<string, string?> variable)
    {
        var read = new SettingsReader(variable);
        var trailPrefix = read.Optional(
            "TRAIL_PREFIX", "", IsTrailPrefix, "what precedes AWSLogs/ in the trail's keys, without a leading slash; empty for nothing");
        var settings = new AwsSettings
        {
            SourceBucket = read.Required("SOURCE_BUCKET", BucketName.IsMatch, "the name of the trail's bucket"),
            TrailPrefix = trailPrefix,
            SessionsTable = read.Required("SESSIONS_TABLE", TableName.IsMatch, "the name of the sessions table"),
            EnrichQueueUrl = read.Required("ENRICH_QUEUE_URL", IsUrl, "the URL of the queue between the passes"),
            EvidenceRetention = TimeSpan.FromDays(read.Number("EVIDENCE_RETENTION_DAYS", 90, 1, 3650)),
            KmsKeyArn = read.Optional("KMS_KEY_ARN", "", KeyArn.IsMatch, "the ARN of a KMS key, or nothing") is { Length: > 0 } key
                ? key
                : null,
            Passes = new PassOptions
            {
                EnrichedPrefix = read.Prefix("ENRICHED_PREFIX", EnrichedPrefix.Default, trailPrefix),
                EnrichedBucket =
                    read.Optional("ENRICHED_BUCKET", "", BucketName.IsMatch, "the name of a bucket for the copies, or nothing") is { Length: > 0 } other
                        ? other
                        : null,
                CopyUnchanged = read.Flag("COPY_UNCHANGED", true),
                ImproveCopies = read.Flag("IMPROVE_COPIES", true),
                SettleTime = TimeSpan.FromMinutes(read.Number("SETTLE_MINUTES", 15, 0, 1440)),
                RequireMatchingAccount = read.Flag("REQUIRE_MATCHING_ACCOUNT", true),
                RewriteMcp = read.Flag("REWRITE_MCP", false),
            },
        };
        read.ThrowIfAnyIsWrong();
        return settings;
    }

    private static bool IsTrailPrefix(string prefix) => prefix.Length <= 200 && !prefix.StartsWith('/');

    private static bool IsUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{3,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TableName { get; }

    [GeneratedRegex(@"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyArn { get; }

    /// <summary>Reads variables and collects what is wrong with them, so that one attempt reports everything.</summary>
    private sealed class SettingsReader(Func<string, string?> variable)
    {
        private readonly List<string> _problems = [];

        public string Required(string name, Predicate<string> isValid, string shouldBe)
        {
            var value = Find(name);
            if (value is null)
            {
                _problems.Add($"{name} is missing: set it to {shouldBe}");
                return "";
            }

            return Checked(name, value, isValid, shouldBe);
        }

        public string Optional(string name, string otherwise, Predicate<string> isValid, string shouldBe) =>
            Find(name) is { } value ? Checked(name, value, isValid, shouldBe) : otherwise;

        public int Number(string name, int otherwise, int least, int most)
        {
            if (Find(name) is not { } value)
            {
                return otherwise;
            }

            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            _problems.Add($"{name} is \"{value}\": must be a whole number from {least} to {most}");
            return otherwise;
        }

        public bool Flag(string name, bool otherwise)
        {
            switch (Find(name))
            {
                case null:
                    return otherwise;
                case "true":
                    return true;
                case "false":
                    return false;
                case var value:
                    _problems.Add($"{name} is \"{value}\": must be true or false");
                    return otherwise;
            }
        }

        public EnrichedPrefix Prefix(string name, EnrichedPrefix otherwise, string trailPrefix)
        {
            try
            {
                var prefix = Find(name) is { } value ? new EnrichedPrefix(value) : otherwise;
                prefix.MustLieOutside(trailPrefix);
                return prefix;
            }
            catch (ArgumentException e)
            {
                _problems.Add($"{name}: {e.Message}");
                return otherwise;
            }
        }

        public void ThrowIfAnyIsWrong()
        {
            if (_problems.Count > 0)
            {
                throw new AwsSettingsException(_problems);
            }
        }

        private string? Find(string name) => variable(name) is { Length: > 0 } value ? value : null;

        private string Checked(string name, string value, Predicate<string> isValid, string shouldBe)
        {
            if (!isValid(value))
            {
                _problems.Add($"{name} is \"{value}\": must be {shouldBe}");
            }

            return value;
        }
    }
}

/// <summary>The environment variables are not what they should be.</summary>
/// <param name="problems">One for every wrong or missing variable.</param>
public sealed class AwsSettingsException(IReadOnlyList<string> problems)
    : Exception($"Settings: {string.Join("; ", problems)}.")
{
    /// <summary>One for every wrong or missing variable: its name, what it is, and what it should be.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
