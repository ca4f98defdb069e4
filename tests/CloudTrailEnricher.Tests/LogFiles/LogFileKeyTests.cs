using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests.LogFiles;

public sealed class LogFileKeyTests
{
    private const string Name = "123456789012_CloudTrail_eu-west-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz";

    [Theory]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-west-1/2023/07/10/")]
    [InlineData("a prefix/with+signs/AWSLogs/123456789012/CloudTrail/eu-west-1/2023/07/10/")]
    [InlineData("AWSLogs/o-exampleorgid/123456789012/CloudTrail/eu-west-1/2023/07/10/")]
    [InlineData("o-exampleorgid/AWSLogs/o-exampleorgid/123456789012/CloudTrail/eu-west-1/2023/07/10/")]
    public void Every_layout_of_log_files_is_read(string folder)
    {
        Assert.True(LogFileKey.TryParse(folder + Name, out var key));
        Assert.Equal(
            (folder + Name, "123456789012", "eu-west-1", new DateOnly(2023, 7, 10)), (key.Value, key.Account, key.Region, key.Date));
    }

    [Theory]
    [InlineData("us-gov-west-1")]
    [InlineData("cn-north-1")]
    [InlineData("ap-southeast-2")]
    public void Regions_of_all_partitions_are_read(string region)
    {
        var key = $"AWSLogs/123456789012/CloudTrail/{region}/2023/07/10/123456789012_CloudTrail_{region}_20230710T1145Z_7xgocspSowgK0Gto.json.gz";
        Assert.True(LogFileKey.TryParse(key, out var parsed));
        Assert.Equal(region, parsed.Region);
    }

    [Theory]
    [InlineData(
        "AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2023/07/10/123456789012_CloudTrail-Digest_eu-west-1_t_eu-west-1_20230710T114500Z.json.gz")]
    [InlineData(
        "AWSLogs/123456789012/CloudTrail-Insight/eu-west-1/2023/07/10/123456789012_CloudTrail-Insight_eu-west-1_20230710T1145Z_7xgocspSowgK0Gto.json.gz")]
    [InlineData("AWSLogs/123456789012/CloudTrail-NetworkActivity/eu-west-1/2023/07/10/x.json.gz")]
    [InlineData("AWSLogs/o-exampleorgid/123456789012/CloudTrail-Aggregated/eu-west-1/2023/07/10/x.json.gz")]
    [InlineData("AWSLogs/123456789012/Config/eu-west-1/2023/7/10/x.json.gz")]
    public void Other_deliveries_are_not_taken_for_log_files(string key)
    {
        Assert.False(LogFileKey.TryParse(key, out _));
        Assert.True(LogFileKey.IsOtherDelivery(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-west-1/2023/13/10/" + Name)]
    [InlineData("AWSLogs/12345678901/CloudTrail/eu-west-1/2023/07/10/" + Name)]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-west-1/2023/07/10/" + Name + "\n")]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-west-1/2023/07/10/" + Name + ".tmp")]
    [InlineData("AWSLogs/123456789012/CloudTrail/eu-west-1/2023/07/10/notes.json.gz")]
    [InlineData("AWSLogs/١٢٣٤٥٦٧٨٩٠١٢/CloudTrail/eu-west-1/2023/07/10/" + Name)]
    public void Other_keys_are_neither(string key)
    {
        Assert.False(LogFileKey.TryParse(key, out _));
        Assert.False(LogFileKey.IsOtherDelivery(key));
    }
}
