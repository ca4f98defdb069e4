using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Tests.Model;

public sealed class PipelineTests
{
    [Fact]
    public async Task Ten_thousand_files_under_five_percent_faults_all_get_the_right_copy()
    {
        var result = await Pipeline.TenThousandFiles.Value;

        Assert.Equal((10_000, 0), (result.Copies, result.Lost));
        Assert.True(result.Wrong is [], $"{result.Wrong.Count} files are wrong: {string.Join("; ", result.Wrong.Take(3))}");
        Assert.Equal(result.Redacted, result.Described);
    }

    [Fact]
    public async Task Every_file_ends_in_exactly_one_outcome()
    {
        var result = await Pipeline.TenThousandFiles.Value;

        Assert.Equal(result.Files, result.Outcomes.Count);
        Assert.All(result.Outcomes, file =>
        {
            // A write that took effect and reported an error is reported as "already published" by the next attempt.
            Assert.NotEqual(EnrichOutcome.Held, file.Value[^1]);
            Assert.InRange(file.Value.Count(outcome => outcome == EnrichOutcome.Published), 0, 1);
            Assert.True(file.Value.All(outcome => outcome == EnrichOutcome.Copied) || !file.Value.Contains(EnrichOutcome.Copied));
        });
    }
}
