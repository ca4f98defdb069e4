using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace CloudTrailEnricher.Benchmarks;

/// <summary>The mean time of a stage by the length of the file's uncompressed text, which files of any size can be compared by.</summary>
internal sealed class PerByteColumn : IColumn
{
    private readonly Dictionary<(int Records, int Redacted), long> _lengths = [];

    public string Id => nameof(PerByteColumn);

    public string ColumnName => "ns/byte";

    public string Legend => "Mean by the bytes of uncompressed text";

    public UnitType UnitType => UnitType.Dimensionless;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool AlwaysShow => true;

    public bool IsNumeric => true;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var file = ((int)benchmarkCase.Parameters[nameof(Stages.Records)], (int)benchmarkCase.Parameters[nameof(Stages.Redacted)]);
        if (!_lengths.TryGetValue(file, out var length))
        {
            _lengths[file] = length = Trail.Length(file.Item1, file.Item2 / 100.0);
        }

        return summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (statistics.Mean / length).ToString("0.00", CultureInfo.InvariantCulture)
            : "?";
    }
}
