using System.Xml.Linq;
using CloudTrailEnricher.Functions;
using CloudTrailEnricher.Lambda.Tests.Hosts;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>The handlers that the template names, and the project that it builds them of.</summary>
public sealed class HandlerTests
{
    public static TheoryData<string> Functions => new(Repository.Handlers.Keys);

    [Fact]
    public void The_template_deploys_six_functions() => Assert.Equal(
        [
            "BackfillEnrichFunction",
            "BackfillIndexFunction",
            "BackfillListFunction",
            "BackfillTotalsFunction",
            "EnrichFunction",
            "IndexFunction",
        ],
        Repository.Handlers.Keys.Order());

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_handler_is_a_method_of_the_managed_host_and_a_function_of_the_Bootstrap(string function)
    {
        using var managed = new ManagedFunction(Repository.Handler(function), new MemoryAws());
        Assert.Equal(function, $"{Handler.Parse(Repository.Handler(function))}Function");
    }

    [Fact]
    public void The_Bootstrap_takes_a_functions_own_name_too() =>
        Assert.All(Enum.GetValues<FunctionName>(), name => Assert.Equal(name, Handler.Parse($"{name}")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("index")]
    [InlineData("0")]
    [InlineData("A::B.OtherFunction::IndexAsync")]
    [InlineData("A::B.BackfillFunction::HandleAsync")]
    public void Another_handler_is_an_error_that_names_the_right_ones(string? handler) => Assert.Equal(
        $"Handler \"{handler}\": must be Index, Enrich, BackfillList, BackfillIndex, BackfillEnrich, BackfillTotals, "
        + "or the managed runtime's name as in A::N.IndexFunction::HandleAsync",
        Assert.Throws<ArgumentException>(() => Handler.Parse(handler)).Message);

    [Fact]
    public void The_managed_hosts_project_says_itself_what_sam_build_looks_for_and_what_is_uploaded()
    {
        var project = XDocument.Load(Repository.At("src/CloudTrailEnricher.Lambda/CloudTrailEnricher.Lambda.csproj"));
        string? Property(string name) => project.Descendants(name).SingleOrDefault()?.Value;

        Assert.Equal(
            ("net10.0", "Lambda", "true", "false", "false", ".none"),
            (
                Property("TargetFramework"),
                Property("AWSProjectType"),
                Property("PublishReadyToRun"),
                Property("PublishDocumentationFiles"),
                Property("CopyOutputSymbolsToPublishDirectory"),
                Property("AllowedReferenceRelatedFileExtensions")));
        Assert.Equal("'$(RuntimeIdentifier)' != ''", (string?)project.Descendants("PublishReadyToRun").Single().Attribute("Condition"));
    }
}
