namespace GzipPatch.Tests.PlantedFaults;

/// <summary>A fault that can be planted in the editor's source.</summary>
/// <param name="File">The file below src/GzipPatch.</param>
/// <param name="Code">The code to replace; it is in the file once.</param>
/// <param name="Fault">What takes its place.</param>
public sealed record PlantedFault(string File, string Code, string Fault)
{
    public override string ToString() => $"{File}: {Fault.Trim()}";

    /// <summary>The file's source with the fault.</summary>
    public string PlantIn(string source)
    {
        Assert.Equal(2, source.Split(Code).Length);
        return source.Replace(Code, Fault, StringComparison.Ordinal);
    }
}
