using System.ComponentModel;
using System.Diagnostics;
using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.Tests.Documentation;

/// <summary>The AWS CLI's commands and options, which botocore's models describe.</summary>
internal sealed class AwsModels : IRequirement
{
    public string Name => "botocore, whose models describe the AWS CLI's commands";

    public async ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var python = Process.Start(
                new ProcessStartInfo("python3", ["-c", "import botocore"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            await python.WaitForExitAsync(cancellationToken);
            return python.ExitCode == 0 ? null : "python3 does not find it; pip install botocore";
        }
        catch (Win32Exception)
        {
            return "there is no python3; install Python, then pip install botocore";
        }
    }
}
