using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Sessions;

public sealed class SessionKeyTests
{
    [Fact]
    public void A_key_is_an_ARN_and_a_time()
    {
        Assert.True(SessionKey.TryCreate(Arn, "20220317T013131Z", out var key));
        Assert.Equal((Arn, Created, Account), (key.PrincipalArn, key.CreationDate.ToString(), key.Account.ToString()));
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void An_ARN_longer_than_ARNs_are_makes_no_key(int length, bool isKey) =>
        Assert.Equal(isKey, SessionKey.TryCreate("arn:".PadRight(length, 'x'), Created, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ARN:aws:iam::123456789012:root")]
    [InlineData("alice")]
    public void What_is_no_ARN_makes_no_key(string? arn) => Assert.False(SessionKey.TryCreate(arn, Created, out _));

    [Theory]
    [InlineData("arn:")]
    [InlineData("arn:aws:iam")]
    [InlineData("arn:aws:iam::123456789012")]
    public void An_ARN_that_is_cut_off_has_no_account(string arn)
    {
        Assert.True(SessionKey.TryCreate(arn, Created, out var key));
        Assert.Equal("", key.Account.ToString());
    }
}
