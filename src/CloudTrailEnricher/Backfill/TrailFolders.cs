using System.Text.RegularExpressions;

namespace CloudTrailEnricher.Backfill;

/// <summary>Finds the folders that hold the log files of some days, by looking only into folders that exist.</summary>
/// <param name="store">The buckets.</param>
/// <param name="bucket">The trail's bucket.</param>
/// <param name="trailPrefix">What precedes <c>AWSLogs/</c> in the trail's keys; empty for nothing.</param>
internal sealed partial class TrailFolders(IBackfillStore store, string bucket, string trailPrefix)
{
    /// <summary>Listings under way at once; each takes some 35 ms.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>The folders of accounts and regions, such as <c>AWSLogs/123456789012/CloudTrail/eu-west-1/</c>.</summary>
    /// <param name="accounts">The accounts that are asked for; none for all.</param>
    /// <param name="regions">The regions that are asked for; none for all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<string>> OfRegionsAsync(
        IReadOnlyCollection<string> accounts, IReadOnlyCollection<string> regions, CancellationToken cancellationToken)
    {
        var top = await store.FoldersAsync(bucket, $"{trailPrefix}AWSLogs/", cancellationToken);
        var below = await EachAsync(top.Where(folder => Organization.IsMatch(Name(folder))), folder => folder, cancellationToken);
        var ofAccounts = top.Concat(below)
            .Where(folder => Account.IsMatch(Name(folder)) && (accounts.Count == 0 || accounts.Contains(Name(folder))));
        return
        [
            .. (await EachAsync(ofAccounts, folder => $"{folder}CloudTrail/", cancellationToken))
                .Where(folder => regions.Count == 0 || regions.Contains(Name(folder))),
        ];
    }

    /// <summary>The folders of months and days that hold the files of a range's days, and no others'.</summary>
    /// <param name="region">A region's folder.</param>
    /// <param name="days">The days.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<string>> OfDaysAsync(string region, DayRange days, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await FindAsync(region);
        return found;

        async Task FindAsync(string folder)
        {
            foreach (var inner in await store.FoldersAsync(bucket, folder, cancellationToken))
            {
                switch (days.With(inner[region.Length..]))
                {
                    case Overlap.Whole:
                        found.Add(inner);
                        break;
                    case Overlap.Part:
                        await FindAsync(inner);
                        break;
                }
            }
        }
    }

    /// <summary>Does something with many folders, some at a time; the results keep the folders' order.</summary>
    public static async Task<IReadOnlyList<T>> EachAsync<T>(
        IEnumerable<string> folders, Func<string, Task<T>> make, CancellationToken cancellationToken)
    {
        var all = folders.ToArray();
        var made = new T[all.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, all.Length),
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken },
            async (at, _) => made[at] = await make(all[at]));
        return made;
    }

    private async Task<IEnumerable<string>> EachAsync(
        IEnumerable<string> folders, Func<string, string> below, CancellationToken cancellationToken) =>
        (await EachAsync(folders, folder => store.FoldersAsync(bucket, below(folder), cancellationToken), cancellationToken))
        .SelectMany(one => one);

    private static string Name(string folder) => folder[(folder.LastIndexOf('/', folder.Length - 2) + 1)..^1];

    [GeneratedRegex(@"^o-[a-z0-9]{10,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Organization { get; }

    [GeneratedRegex(@"^[0-9]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Account { get; }
}
