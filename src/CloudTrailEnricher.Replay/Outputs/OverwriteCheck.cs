using CloudTrailEnricher.Replay.Files;
using CloudTrailEnricher.Replay.Inputs;

namespace CloudTrailEnricher.Replay.Outputs;

/// <summary>Ends a run before it writes, when something that it would write to is something that it reads.</summary>
/// <param name="inputs">Everything that is read.</param>
/// <param name="fileSystem">Finds out what paths lead to.</param>
internal sealed class OverwriteCheck(InputFiles inputs, IFileSystem fileSystem)
{
    /// <summary>Checks everything that a run over files on disk would write.</summary>
    /// <exception cref="UsageException">An output is an input; both are named.</exception>
    public static void Run(ReplayOptions options, ReplayInputs inputs, OutputFolder? output, IFileSystem fileSystem)
    {
        var check = new OverwriteCheck(inputs.Files, fileSystem);
        check.Files(options);
        if (output is not null)
        {
            check.CopiesFolder(output.CopiesFolder, inputs.Named);
            check.Copies(inputs, output);
        }
    }

    /// <summary>Checks the single files that a run writes.</summary>
    /// <exception cref="UsageException">One of them is an input, or two are the same.</exception>
    public void Files(ReplayOptions options)
    {
        var marker = options.OutputFolder is { } folder ? Path.Combine(folder, MarkerFile.FileName) : null;
        (string Name, string? Path)[] files = [("--report", options.ReportFile), ("--index", options.IndexFile), ("--out", marker)];
        var written = files.Where(file => file.Path is not null).Select(file => (file.Name, Path: Path.GetFullPath(file.Path!))).ToArray();
        foreach (var (name, path) in written)
        {
            if (inputs.Contains(path))
            {
                throw new UsageException(
                    $"{name} {path}: this file is an input of the run, and inputs are never written to; choose another {name}");
            }
        }

        foreach (var (one, other) in written.SelectMany((one, at) => written.Skip(at + 1).Select(other => (one, other))))
        {
            if (IsSame(one.Path, other.Path))
            {
                throw new UsageException(
                    $"{one.Name} {one.Path} and {other.Name} {other.Path} are the same file; choose another {one.Name}");
            }
        }
    }

    /// <summary>Checks that no input lies in the folder of the copies.</summary>
    private void CopiesFolder(string copies, IEnumerable<string> named)
    {
        if (fileSystem.Find(copies) is not { Identity: var folder })
        {
            return;
        }

        foreach (var input in named)
        {
            if (FoldersAbove(input).Any(above => above == folder))
            {
                throw new UsageException(
                    $"{input} is an input, and lies in the folder of the copies, {copies}: copies would take the place of inputs. "
                    + "Choose another --out or --enriched-prefix");
            }
        }
    }

    /// <summary>Checks that no copy's place is taken by an input. Where there are no copies yet, there is nothing to check.</summary>
    private void Copies(ReplayInputs inputFiles, OutputFolder output)
    {
        if (fileSystem.Find(output.CopiesFolder) is null)
        {
            return;
        }

        foreach (var file in inputFiles.Walk().Select(created => created.File).Where(file => ObjectPath.IsPlain(file.Key)))
        {
            var copy = output.PathOf(file);
            if (inputs.Contains(copy))
            {
                throw new UsageException(
                    $"{inputFiles.PathOf(file)}: its copy belongs to {copy}, and that file is an input too: it would be lost. "
                    + "Choose another --out or --enriched-prefix");
            }
        }
    }

    private bool IsSame(string one, string other) =>
        one == other || (fileSystem.Find(one) is { } found && fileSystem.Find(other) is { } same && found.Identity == same.Identity);

    /// <summary>The input itself where it is a folder, and all folders above it and above what its links lead to.</summary>
    private IEnumerable<FileIdentity> FoldersAbove(string input)
    {
        string?[] ways = [input, new FileInfo(input).ResolveLinkTarget(returnFinalTarget: true)?.FullName];
        foreach (var way in ways.OfType<string>())
        {
            FileIdentity? below = null;
            for (var path = fileSystem.Find(way) is { Kind: FileKind.Folder } ? way : Path.GetDirectoryName(Path.GetFullPath(way))!;
                fileSystem.Find(path) is { } entry && entry.Identity != below;
                path = Path.Join(path, ".."))
            {
                yield return entry.Identity;
                below = entry.Identity;
            }
        }
    }
}
