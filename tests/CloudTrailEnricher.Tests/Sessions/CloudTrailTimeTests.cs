using CloudTrailEnricher.Sessions;

namespace CloudTrailEnricher.Tests.Sessions;

public sealed class CloudTrailTimeTests
{
    [Theory]
    [InlineData("2023-07-10T12:27:45Z", "2023-07-10T12:27:45Z")]
    [InlineData("20131102T010628Z", "2013-11-02T01:06:28Z")]
    [InlineData("2023-07-10 12:27:45.000000000", "2023-07-10T12:27:45Z")]
    [InlineData("2023-07-10 12:27:45", "2023-07-10T12:27:45Z")]
    [InlineData("2023-07-10T12:27:45+0000", "2023-07-10T12:27:45Z")]
    [InlineData("2023-07-10T12:27:45+00:00", "2023-07-10T12:27:45Z")]
    [InlineData("2023-07-10T14:27:45.999+0200", "2023-07-10T12:27:45Z")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z")]
    [InlineData("2023-07-10T12:27:45-14:00", "2023-07-11T02:27:45Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    public void Every_spelling_has_one_canonical_form(string text, string canonical)
    {
        Assert.True(CloudTrailTime.TryParse(text, out var time));
        Assert.Equal(canonical, time.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2023-07-10")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2023-13-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2023-07-10T24:00:00Z")]
    [InlineData("2023-07-10T12:27:45ZZ")]
    [InlineData("2023-07-10T12:27:45.Z")]
    [InlineData("2023-07-10T12:27:45+15:00")]
    [InlineData("2023-07-10T12:27:45+01:60")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("1688992065")]
    [InlineData("XXXXXXXXXXXXXXXXXXXX")]
    public void What_is_no_time_is_refused(string? text) => Assert.False(CloudTrailTime.TryParse(text, out _));
}
