using CloudTrailEnricher.LogFiles;

namespace CloudTrailEnricher.Replay.Explain;

/// <summary>
/// Numbers files as they are named, so that tables need not hold paths that are longer than a line: the paths follow below, whole, as they
/// can be opened from the current folder.
/// </summary>
/// <param name="nameOf">A file's path, or its place in a bucket.</param>
internal sealed class NumberedFiles(Func<LogObject, string> nameOf)
{
    private readonly List<LogObject> _files = [];

    /// <summary>The lines that say which file has which number.</summary>
    public IEnumerable<string> Lines => _files.Select((file, at) => $"[{at + 1}] {PathFromHere(nameOf(file))}");

    /// <summary>The numbers of files, such as <c>[1] [2]</c>; of very many, those of the first.</summary>
    public string Of(IReadOnlyList<LogObject> files, int most = int.MaxValue)
    {
        var numbers = string.Join(' ', files.Take(most).Select(file => $"[{NumberOf(file)}]"));
        return files.Count > most ? $"{numbers} and {files.Count - most:N0} more" : numbers;
    }

    private int NumberOf(LogObject file)
    {
        if (_files.IndexOf(file) is >= 0 and var known)
        {
            return known + 1;
        }

        _files.Add(file);
        return _files.Count;
    }

    private static string PathFromHere(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return path;
        }

        var fromHere = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return fromHere.StartsWith("..", StringComparison.Ordinal) ? path : fromHere;
    }
}
