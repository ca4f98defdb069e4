using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Passes;

namespace CloudTrailEnricher.Backfill;

/// <summary>All files of a batch failed, and trying again may help. Running the batch again is safe.</summary>
public sealed class BackfillException : IOException
{
    /// <summary>A state machine keeps 32 KB of a failure's cause; the log has all of them.</summary>
    private const int MaxNamed = 25;

    private BackfillException(string message)
        : base(message)
    {
    }

    /// <summary>Names the files that failed, and why.</summary>
    internal static void ThrowIfAny(string pass, IReadOnlyList<ObjectCreated> files, IReadOnlyList<Exception?> failures)
    {
        var named = files.Zip(failures)
            .Where(one => one.Second is not null)
            .Select(one => Named(one.First.File.ToString(), Failure.Reason(one.Second!)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (named.Length > 0)
        {
            var more = named.Length > MaxNamed ? $"; and {named.Length - MaxNamed} more, which the log names" : "";
            throw new BackfillException(
                $"{pass}: {named.Length} of {files.Count} files failed: {string.Join("; ", named.Take(MaxNamed))}{more}");
        }
    }

    private static string Named(string file, string reason) =>
        reason.StartsWith(file, StringComparison.Ordinal) ? reason : $"{file}: {reason}";
}
