using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using CloudTrailEnricher.Benchmarks;
using CloudTrailEnricher.Benchmarks.Comparison;

return args switch
{
    ["stages", .. var rest] => Stages(rest),
    ["compare", .. var rest] => Compare(rest),
    ["file", var path, var sessions, var records, var percent] => WriteFile(path, sessions, records, percent),
    ["measure", var program, .. var arguments] => ChildProcess.RunAsParent(program, arguments),
    ["jsonnode", var source, var target, var sessions] => RunJsonNode(source, target, sessions),
    _ => Usage(),
};

static int Stages(string[] arguments)
{
    var config = DefaultConfig.Instance.AddColumn(new PerByteColumn());
    BenchmarkSwitcher.FromTypes([typeof(Stages)]).Run(arguments.Contains("--filter") ? arguments : ["--filter", "*", .. arguments], config);
    return 0;
}

static int Compare(string[] arguments)
{
    var sizes = arguments is [var first, ..] ? [int.Parse(first, CultureInfo.InvariantCulture)] : new[] { 20, 2_000, 50_000 };
    var shares = arguments is [_, var second, ..] ? [int.Parse(second, CultureInfo.InvariantCulture) / 100.0] : new[] { 0, 0.01, 0.1, 0.5 };
    var runs = arguments is [_, _, var third, ..] ? int.Parse(third, CultureInfo.InvariantCulture) : 5;
    var folder = Directory.CreateTempSubdirectory("side-by-side-").FullName;
    try
    {
        return SideBySide.Run(folder, sizes, shares, runs);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static int WriteFile(string path, string sessions, string records, string percent)
{
    Trail.Write(path, sessions, int.Parse(records, CultureInfo.InvariantCulture), int.Parse(percent, CultureInfo.InvariantCulture) / 100.0);
    return 0;
}

static int RunJsonNode(string source, string target, string sessions)
{
    JsonNodeProgram.Run(source, target, sessions);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: stages [BenchmarkDotNet options] | compare [records [percent redacted [runs]]] | file FILE.json.gz SESSIONS.json RECORDS PERCENT");
    return 2;
}
