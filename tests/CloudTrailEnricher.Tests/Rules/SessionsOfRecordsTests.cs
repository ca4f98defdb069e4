using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Rules;

/// <summary>Remembering the sessions of a file's records changes nothing but the speed.</summary>
public sealed class SessionsOfRecordsTests
{
    [Fact]
    public void Each_record_has_the_session_that_it_has_alone()
    {
        // Many share the ends of their names and times, by which they are remembered, and differ elsewhere.
        string[] arns =
        [
            Arn, "arn:aws:sts::123456789012:assumed-role/user02/user01", "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:r\\u006fot",
            "arn:x", "not an ARN", "",
        ];
        string[] times = [Created, "2022-03-18T01:31:31Z", "20220317T013131Z", "2022-03-17T01:31:32Z", "?", ""];
        var sessions = new SessionsOfRecords();
        var random = new Random(1);
        for (var at = 0; at < 2_000; at++)
        {
            var (arn, time) = (arns[random.Next(arns.Length)], times[random.Next(times.Length)]);
            var text = Utf8(Redacted(arn: arn, created: time));
            var isKey = sessions.TryRead(RecordParser.Parse(text, maxDepth: 64), out var key);
            var plainArn = arn.Replace("\\u006f", "o", StringComparison.Ordinal);
            Assert.Equal(SessionKey.TryCreate(plainArn, time, out var expected), isKey);
            Assert.Equal(expected, key);
        }
    }

    [Fact]
    public void A_session_that_comes_again_has_the_very_same_ARN_in_memory()
    {
        var sessions = new SessionsOfRecords();
        var record = RecordParser.Parse(Utf8(Redacted()), maxDepth: 64);
        Assert.True(sessions.TryRead(record, out var first));
        Assert.True(sessions.TryRead(record, out var second));
        Assert.Same(first.PrincipalArn, second.PrincipalArn);
    }

    [Fact]
    public void A_member_that_is_no_string_makes_no_session()
    {
        var record = RecordParser.Parse(Utf8(Redacted().Replace($"\"{Created}\"", "20220317", StringComparison.Ordinal)), maxDepth: 64);
        Assert.False(new SessionsOfRecords().TryRead(record, out _));
    }
}
