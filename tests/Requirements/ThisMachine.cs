using System.ComponentModel;
using System.Diagnostics;

namespace CloudTrailEnricher.Requirements;

/// <summary>The machine that runs the tests.</summary>
internal sealed class ThisMachine : IMachine
{
    public string? Find(string program) => ProgramOnPath.Find(program);

    public string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public async Task<CommandResult> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                var errors = process.StandardError.ReadToEndAsync(cancellationToken);
                var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                return new CommandResult(process.ExitCode, output + await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception e)
        {
            return new CommandResult(-1, e.Message);
        }
    }

    public void Report(string line) => Console.Error.WriteLine(line);
}
