using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class UserAgentTests
{
    [Theory]
    [InlineData("signin.amazonaws.com")]
    [InlineData("signin.amazonaws.com.cn")]
    [InlineData("signin.amazonaws.eu")]
    [InlineData("signin.c2s.ic.gov")]
    [InlineData("signin.sc2s.sgov.gov")]
    [InlineData("signin.cloud.adc-e.uk")]
    [InlineData("signin.csp.hci.ic.gov")]
    [InlineData("AWS Internal")]
    [InlineData("AWS Internal/3")]
    [InlineData(" ")]
    [InlineData("")]
    [InlineData(null)]
    public void A_services_name_in_any_partition_is_no_agent(string? value) => Assert.False(UserAgent.IsKnown(value));

    [Theory]
    [InlineData("aws-cli/2.15")]
    [InlineData("amazonaws.com")]
    [InlineData("Mozilla/5.0 for signin.amazonaws.com")]
    [InlineData("signin.amazonaws.com/1.0")]
    public void What_only_mentions_a_service_is_one(string value) => Assert.True(UserAgent.IsKnown(value));

    [Fact]
    public void An_agent_longer_than_CloudTrail_writes_is_no_evidence()
    {
        Assert.True(UserAgent.IsKnown(new string('x', 2048)));
        Assert.False(UserAgent.IsKnown(new string('x', 2049)));
        Assert.True(UserAgent.IsBrowser("Mozilla/" + new string('x', 2040)));
        Assert.False(UserAgent.IsBrowser("Mozilla/" + new string('x', 2041)));
    }

    [Theory]
    [InlineData("[Mozilla/5.0]", "Mozilla/5.0")]
    [InlineData("[Mozilla/5.0", "[Mozilla/5.0")]
    [InlineData("Mozilla/5.0]", "Mozilla/5.0]")]
    [InlineData("[]", "")]
    [InlineData("[", "[")]
    [InlineData(null, null)]
    public void Only_a_pair_of_brackets_is_taken_off(string? value, string? agent) => Assert.Equal(agent, UserAgent.WithoutBrackets(value));
}
