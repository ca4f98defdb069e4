using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;

namespace CloudTrailEnricher.IntegrationTests.Bootstrap;

/// <summary>
/// The native host's package as <c>sam build</c> lays it out in the folder of <c>BOOTSTRAP_PATH</c>: it is zipped, unpacked into an empty
/// folder and run as Lambda runs it. Compiling takes a minute, so these run only when asked for, as <c>.ci/run</c> does (<c>-explicit on</c>).
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class PackageTests(AwsEmulator emulator) : IDisposable
{
    private static readonly Version LambdasGlibc = new(2, 34);

    private readonly DirectoryInfo _task = Directory.CreateTempSubdirectory("task-");

    private string Executable => Path.Combine(_task.FullName, "bootstrap");

    public void Dispose() => _task.Delete(recursive: true);

    [Fact(Explicit = true)]
    public void The_package_holds_the_executable_and_the_roots_and_nothing_else()
    {
        Unpack();

        Assert.Equal(["amazon-roots.pem", "bootstrap"], _task.GetFileSystemInfos().Select(file => file.Name).Order());
        Assert.True(File.GetUnixFileMode(Executable).HasFlag(UnixFileMode.OtherExecute), "others may not run it, and Lambda does");
    }

    [Fact(Explicit = true)]
    public void The_executable_is_for_this_processor_and_needs_no_newer_glibc_than_Lambdas()
    {
        Unpack();
        var executable = File.ReadAllBytes(Executable);

        // ELF header, e_machine.
        Assert.Equal(
            RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 62, Architecture.Arm64 => 183, var other => throw new NotSupportedException($"{other}") },
            BinaryPrimitives.ReadUInt16LittleEndian(executable.AsSpan(18)));
        var needed = Glibc.Matches(Encoding.Latin1.GetString(executable)).Select(match => Version.Parse(match.Groups["version"].Value)).Max();
        Assert.True(needed <= LambdasGlibc, $"it needs glibc {needed}, and Lambda has {LambdasGlibc}");
    }

    [Fact(Explicit = true)]
    public async Task The_package_alone_indexes_and_enriches()
    {
        Unpack();
        using var aws = await Deployment.CreateAsync(emulator);
        (string, string?)[] roots = [("SSL_CERT_FILE", Path.Combine(_task.FullName, "amazon-roots.pem")), ("SSL_CERT_DIR", "/nowhere")];
        await using var index = BootstrapProcess.Start(Handler("Index"), aws, emulator.Connection, Executable, roots);
        await using var enrich = BootstrapProcess.Start(Handler("Enrich"), aws, emulator.Connection, Executable, roots);
        string signIn = TestFiles.Key("signin"), file = TestFiles.Key("file");
        await aws.UploadAsync(signIn, TestFiles.LogFile(HandlerTests.SignIn));
        await aws.UploadAsync(file, TestFiles.LogFile(HandlerTests.Plain, HandlerTests.Redacted));

        var indexed = await index.InvokeAsync(aws.EventFor(signIn, file));
        var enriched = await enrich.InvokeAsync(SqsEvent.Of(await aws.ReceiveAsync()));

        Assert.Equal(("""{"indexed":2,"ignored":0,"refused":0}""", null), (indexed.Body, indexed.ErrorType));
        Assert.Equal(("""{"batchItemFailures":[]}""", null), (enriched.Body, enriched.ErrorType));
        Assert.Equal($$"""{"Records":[{{HandlerTests.Plain}},{{HandlerTests.Recovered}}]}""", await aws.DownloadTextAsync("enriched/" + file));
    }

    /// <summary>The handler's name that the template gives to both hosts.</summary>
    private static string Handler(string pass) => $"CloudTrailEnricher.Lambda::CloudTrailEnricher.Lambda.{pass}Function::HandleAsync";

    private void Unpack()
    {
        Assert.NotEqual(BootstrapProcess.Built, BootstrapProcess.Executable);
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(Path.GetDirectoryName(BootstrapProcess.Executable)!, zip);
        zip.Position = 0;
        ZipFile.ExtractToDirectory(zip, _task.FullName);
    }

    [GeneratedRegex(@"GLIBC_(?<version>2\.\d+)")]
    private static partial Regex Glibc { get; }
}
