using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The answers that <c>samconfig.toml</c> gives to the template's questions.</summary>
public sealed partial class SamConfigTests
{
    private static readonly string Text = Repository.Read("samconfig.toml");

    [Theory]
    [InlineData("default")]
    [InlineData("dev")]
    [InlineData("prod")]
    public void An_environment_has_a_stack_of_its_own(string environment) =>
        Assert.Single(Regex.Matches(Text, $@"(?m)^\[{environment}\.global\.parameters\]\nstack_name = ""[a-z-]+""$"));

    [Fact]
    public void Every_answer_is_one_that_the_template_takes()
    {
        var answers = Answer.Matches(Text).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value)).ToArray();
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.True(Takes(Template.Parameters[answer.Item1], answer.Item2), $"{answer.Item1}={answer.Item2}"));
    }

    /// <summary>SAM looks for changes below CodeUri only, and would deploy an old program after an edit beside it.</summary>
    [Fact]
    public void No_build_is_taken_from_a_cache() => Assert.DoesNotMatch(@"(?m)^\s*cached\b", Text);

    private static bool Takes(JsonNode? parameter, string value) => parameter switch
    {
        null => false,
        _ when parameter["AllowedPattern"] is { } pattern => Regex.IsMatch(value, (string)pattern!),
        _ when parameter["AllowedValues"] is JsonArray values => values.Any(one => (string?)one == value),
        _ => int.TryParse(value, out var number)
            && number >= int.Parse((string)parameter["MinValue"]!)
            && number <= int.Parse((string)parameter["MaxValue"]!),
    };

    [GeneratedRegex("(?m)^  \"(?<name>[A-Za-z]+)=(?<value>[^\"]*)\",$")]
    private static partial Regex Answer { get; }
}
