using CloudTrailEnricher.Rules;

namespace CloudTrailEnricher.Tests.Rules;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("203.0.113.1")]
    [InlineData("0.0.0.0")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.1")]
    public void Address_literals_are_addresses(string text) => Assert.True(SourceAddress.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.01")]
    [InlineData("192.0.2.1 ")]
    [InlineData("192.0.2.1:80")]
    [InlineData("[::1]:80")]
    [InlineData("fe80::1%eth0")]
    [InlineData("AWS Internal")]
    [InlineData("signin.amazonaws.com")]
    [InlineData("١.١.١.١")]
    public void Everything_else_is_not(string? text) => Assert.False(SourceAddress.TryParse(text, out _));
}
