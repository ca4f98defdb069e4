namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>The answers that <c>samconfig.toml</c> gives to the template's questions.</summary>
public sealed class SamConfigTests
{
    private static readonly string Text = Repository.Read("samconfig.toml");

    [Fact]
    public void It_answers_no_question_that_only_one_account_can_answer_so() =>
        Assert.DoesNotContain("parameter_overrides", Text, StringComparison.Ordinal);

    [Fact]
    public void Answers_are_kept_in_a_file_that_git_ignores()
    {
        Assert.Contains("--config-file samconfig.local.toml", Text, StringComparison.Ordinal);
        Assert.Contains("samconfig.*.toml\n", Repository.Read(".gitignore"), StringComparison.Ordinal);
    }

    /// <summary>SAM looks for changes below CodeUri only, and would deploy an old program after an edit beside it.</summary>
    [Fact]
    public void No_build_is_taken_from_a_cache() => Assert.DoesNotMatch(@"(?m)^\s*cached\b", Text);
}
