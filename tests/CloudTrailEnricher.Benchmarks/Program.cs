using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using CloudTrailEnricher.Benchmarks;
using CloudTrailEnricher.Benchmarks.Comparison;

return args switch
{
    ["stages", .. var rest] => Stages(rest),
    ["compare", .. var rest] => Compare(rest),
    ["encodings", .. var rest] => InFolder(folder => Encodings.Run(folder, Number(rest, 0, 2_000), Number(rest, 1, 10) / 100.0)),
    ["bulk", .. var rest] => InFolder(
        folder => Bulk.Run(folder, Number(rest, 0, 5_000), Number(rest, 1, 20), Number(rest, 2, 10) / 100.0)),
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
    var sizes = arguments.Length > 0 ? [Number(arguments, 0, 0)] : new[] { 20, 2_000, 50_000 };
    var shares = arguments.Length > 1 ? [Number(arguments, 1, 0) / 100.0] : new[] { 0, 0.01, 0.1, 0.5 };
    return InFolder(folder => SideBySide.Run(folder, sizes, shares, Number(arguments, 2, 7)));
}

static int Number(string[] arguments, int place, int otherwise) =>
    place < arguments.Length ? int.Parse(arguments[place], CultureInfo.InvariantCulture) : otherwise;

static int InFolder(Func<string, int> run)
{
    var folder = Directory.CreateTempSubdirectory("side-by-side-").FullName;
    try
    {
        return run(folder);
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
    Console.Error.WriteLine(
        "usage: stages [BenchmarkDotNet options] | compare [records [percent redacted [runs]]] | encodings [records [percent redacted]] "
        + "| bulk [files [records [percent redacted]]] | file FILE.json.gz SESSIONS.json RECORDS PERCENT");
    return 2;
}
