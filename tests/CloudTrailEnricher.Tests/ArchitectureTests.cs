using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void The_domain_has_no_AWS_package_in_it() =>
        Assert.DoesNotContain(
            typeof(LogFileKey).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("AWSSDK", StringComparison.Ordinal)
                || assembly.Name.StartsWith("Amazon", StringComparison.Ordinal));
}
