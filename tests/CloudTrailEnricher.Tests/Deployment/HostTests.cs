using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CloudTrailEnricher.Tests.Documentation;

namespace CloudTrailEnricher.Tests.Deployment;

/// <summary>What runs the functions: Lambda's .NET runtime, or the program compiled ahead of time.</summary>
public sealed partial class HostTests
{
    private static readonly string[] Processors = ["arm64", "x86_64"];

    public static TheoryData<string, string> Hosts { get; } =
        [.. from host in new[] { "managed", "native" } from processor in Processors select (host, processor)];

    [Fact]
    public void The_managed_host_is_one_project_on_the_managed_runtime()
    {
        var functions = Stack.With(("Host", "managed")).Globals;

        Assert.Equal("dotnet10", (string?)functions["Runtime"]);
        Assert.Equal("src/CloudTrailEnricher.Lambda", (string?)functions["CodeUri"]);
        Assert.Single(Directory.GetFiles(Repository.Path((string)functions["CodeUri"]!), "*.*proj"));
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("x86_64")]
    public void The_native_host_is_made_for_its_processors(string architecture)
    {
        var functions = Stack.With(("Host", "native"), ("Architecture", architecture)).Globals;

        // For this runtime "sam build" runs the Makefile in CodeUri.
        Assert.Equal("provided.al2023", (string?)functions["Runtime"]);
        Assert.Equal($"""["{architecture}"]""", functions["Architectures"]!.ToJsonString());
        var folder = (string)functions["CodeUri"]!;
        Assert.Contains($"\nARCHITECTURE := {architecture}\n", Repository.Read($"{folder}/Makefile"), StringComparison.Ordinal);
        Assert.Contains("\nbuild-%: package\n", Repository.Read($"{folder}/../package.mk"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("managed", "aws", null)]
    [InlineData("native", "aws", "amazon-roots.pem")]
    [InlineData("native", "aws-cn", null)]
    public void The_native_host_trusts_the_roots_in_its_package_where_AWS_uses_them(string host, string partition, string? roots)
    {
        var variables = (JsonObject)Stack.With(("Host", host), ("AWS::Partition", partition)).Globals["Environment"]!["Variables"]!;

        Assert.Equal(roots is null ? null : $"/var/task/{roots}", (string?)variables["SSL_CERT_FILE"]);
        Assert.Equal(roots is null ? null : "/nowhere", (string?)variables["SSL_CERT_DIR"]);
        Assert.Contains(
            $"$(package)/{roots}", Repository.Read("src/CloudTrailEnricher.Bootstrap/Packaging/package.mk"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Memory_is_what_the_documentation_says(string host, string architecture)
    {
        var stack = Stack.With(("Host", host), ("Architecture", architecture));

        Assert.Equal(
            MemoryRow.Matches(Page.Text("docs/deploy.md"))
                .SelectMany(
                    row => Function.Matches(row.Groups["functions"].Value),
                    (row, function) => $"{function.Groups["name"].Value} {row.Groups[host].Value}")
                .Order(),
            stack.OfType("AWS::Serverless::Function")
                .Select(function => $"{function.Name} {function.Properties["MemorySize"]}")
                .Order());
    }

    [Fact]
    public void No_function_has_a_host_or_processors_of_its_own() =>
        Assert.All(
            Stack.Plain.OfType("AWS::Serverless::Function"),
            function => Assert.DoesNotContain(function.Properties, property => property.Key is "CodeUri" or "Runtime" or "Architectures"));

    [GeneratedRegex(@"^\| (?<functions>`.*`) \| (?<managed>\d+) \| (?<native>\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex MemoryRow { get; }

    [GeneratedRegex("`(?<name>[A-Za-z]+)`")]
    private static partial Regex Function { get; }
}
