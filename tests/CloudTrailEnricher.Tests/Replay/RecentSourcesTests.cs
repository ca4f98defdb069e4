using CloudTrailEnricher.Copies;
using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Replay.Outputs;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>What pass 1 has read and pass 2 need not read again.</summary>
public sealed class RecentSourcesTests
{
    private static readonly LogObject A = new("", "a"), B = new("", "b"), C = new("", "c");

    [Theory]
    [InlineData(12, "a b c")]
    [InlineData(11, "a b c a b c")]
    public async Task Files_are_read_once_for_two_passes_where_all_of_them_fit(long room, string reads)
    {
        var (recent, read) = (new RecentSources(room), new List<string>());
        foreach (var file in new[] { A, B, C, A, B, C })
        {
            var source = await recent.GetAsync(file, Read(read, length: 4), CancellationToken.None);
            Assert.Equal(file.Key, source.ETag);
        }

        Assert.Equal(reads, string.Join(' ', read));
    }

    [Fact]
    public async Task What_was_taken_out_is_not_kept_any_longer()
    {
        var (recent, read) = (new RecentSources(room: 4), new List<string>());
        for (var time = 0; time < 3; time++)
        {
            await recent.GetAsync(A, Read(read, length: 4), CancellationToken.None);
        }

        Assert.Equal(2, read.Count);
    }

    private static Func<LogObject, CancellationToken, Task<SourceFile>> Read(List<string> read, int length) => (file, _) =>
    {
        read.Add(file.Key);
        return Task.FromResult(new SourceFile(new byte[length], file.Key, default, default));
    };
}
