using System.Diagnostics;
using CloudTrailEnricher.Requirements;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

/// <summary>One bad input is named, with place and reason, and the others are done all the same.</summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly Workplace _place = new();

    public HostileInputTests() => _place.WriteGzip("logs/good.json.gz", File(Redacted(), SwitchRole()));

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("""{"Records":[{"\udc00x":1}]}""", "a name or text that is not valid Unicode: Cannot read invalid UTF-16 JSON text as string. Invalid surrogate value: '0xDC00'.")]
    [InlineData("""{"s3Bucket":"b","s3ObjectKey":[1]}""", "s3ObjectKey 1 of 1: not a trail's message (a key that is no text); sam local generate-event s3 put prints one")]
    [InlineData("""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":1}}}]}""", "record 1 of 1: not a record of S3 (no s3.bucket.name and s3.object.key, or a member of another type); sam local generate-event s3 put prints one")]
    [InlineData("""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"\ud800"}}}]}""", "record 1 of 1: not a record of S3 (no s3.bucket.name and s3.object.key, or a member of another type); sam local generate-event s3 put prints one")]
    [InlineData("""{"Event":"\ud800"}""", "not an S3 event (no \"Records\"); sam local generate-event s3 put prints one")]
    [InlineData("not JSON", "bad.json: byte 0 of the text: a CloudTrail log file is one JSON object, {\"Records\":[…]}")]
    public async Task A_bad_file_fails_alone_with_its_reason(string content, string reason)
    {
        _place.Write("logs/bad.json", content);
        var result = await _place.ReplayAsync("logs");
        Assert.Equal([$"bad.json: {reason}"], result.Failures);
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task A_bad_record_of_an_event_fails_alone()
    {
        _place.Write("events/e.json", Workplace.EventFor(("b", "good.json.gz"), ("b", "%zz"), ("b", "none.json.gz")));
        _place.WriteGzip("events/good.json.gz", File(Redacted()));
        var result = await _place.ReplayAsync("events/e.json");
        Assert.Equal(
            [
                "e.json: record 2 of 3: S3 object key \"%zz\": '%' is not followed by two hexadecimal digits; S3 notifications "
                + "URL-encode keys",
                $"e.json: the log file none.json.gz is neither below {_place.PathOf("events")} nor below its folder b; put it "
                + "there, as .json.gz or .json",
            ],
            result.Failures.Order());
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_fails_alone()
    {
        _place.Link("logs/a.json", "nowhere");
        _place.Link("logs/b.json.gz", "nowhere");
        _place.Link("logs/c.json.gz", "c.json.gz");
        var result = await _place.ReplayAsync("logs");
        Assert.Equal(
            new[] { "a.json", "b.json.gz", "c.json.gz" }.Select(name => $"{name}: a link to "
                + $"{_place.PathOf(name[0] == 'c' ? "logs/c.json.gz" : "logs/nowhere")}, where no file can be read"),
            result.Failures);
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Theory]
    [InlineData("endless.json")]
    [InlineData("endless.json.gz")]
    public async Task A_device_without_an_end_fails_alone(string name)
    {
        Assert.SkipUnless(Path.Exists("/dev/zero"), "this machine has no /dev/zero");
        _place.Link("logs/" + name, "/dev/zero");
        var result = await _place.ReplayAsync("logs");
        Assert.Equal([$"{name}: a pipe, socket or device, which may have no end; save its content as a file"], result.Failures);
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Theory]
    [InlineData("pipe.json")]
    [InlineData("pipe.json.gz")]
    [Needs<Mkfifo>]
    public async Task A_pipe_fails_alone_and_nobody_waits_for_it(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps its pipes elsewhere");
        await Process.Start("mkfifo", _place.PathOf("logs/" + name)).WaitForExitAsync(TestContext.Current.CancellationToken);
        var run = _place.ReplayAsync("logs");
        Assert.Same(run, await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)));
        Assert.Equal([$"{name}: a pipe, socket or device, which may have no end; save its content as a file"], (await run).Failures);
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task What_may_not_be_read_fails_alone()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "whoever runs this test may read everything");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions of Unix");
            return;
        }

        _place.WriteGzip("logs/secret.json.gz", File(Redacted()));
        _place.Write("logs/secret.json", File(Redacted()));
        _place.WriteGzip("logs/closed/x.json.gz", File(Redacted()));
        foreach (var name in new[] { "secret.json.gz", "secret.json", "closed" })
        {
            System.IO.File.SetUnixFileMode(_place.PathOf("logs/" + name), UnixFileMode.None);
        }

        var result = await _place.ReplayAsync("logs");
        System.IO.File.SetUnixFileMode(
            _place.PathOf("logs/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(
            new[] { "closed", "secret.json", "secret.json.gz" }.Select(name => $"{name}: Access to the path "
                + $"'{_place.PathOf("logs/" + name)}' is denied."), result.Failures);
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Theory]
    [InlineData("/sys/replay-tests", "Access to the path '/sys/replay-tests' is denied.")]
    [InlineData("/dev/null/out", "Could not find a part of the path '/dev/null/out'.")]
    public async Task An_output_folder_that_cannot_be_written_ends_the_run_with_one_failure(string folder, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the folder is one of Linux");
        var result = await Workplace.ReplayAsync(_place.Options("out", "logs") with { OutputFolder = folder });
        Assert.False(result.Success);
        Assert.Equal([$"(--out): {reason} The run ended here."], result.Failures);
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    public async Task A_standard_output_that_takes_nothing_costs_the_printed_result_only(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell and the device are those of Linux");
        var program = System.IO.Path.Combine(AppContext.BaseDirectory, "cloudtrail-enricher.dll");
        _place.Write("run.sh", $"exec dotnet '{program}' logs {redirection}\n");
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", "run.sh") { WorkingDirectory = _place.Root, RedirectStandardError = true })!;
        var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, shell.ExitCode);
        Assert.StartsWith("Standard input cannot be read, or the result cannot be printed: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }

    [Fact]
    public async Task A_reader_that_has_gone_away_is_no_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell is that of Linux");
        var program = System.IO.Path.Combine(AppContext.BaseDirectory, "cloudtrail-enricher.dll");
        _place.Write("run.sh", $"(dotnet '{program}' logs; echo $? > code) | true\n");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", "run.sh") { WorkingDirectory = _place.Root })!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("0\n", _place.Text("code"));
        Assert.Equal(["good.json.gz"], _place.Files("out/enriched"));
    }
}

/// <summary>The program that makes a named pipe.</summary>
internal sealed class Mkfifo() : InstalledProgram("mkfifo", "coreutils");
