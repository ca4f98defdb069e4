using YamlDotNet.RepresentationModel;

namespace CloudTrailEnricher.Lambda.Tests;

/// <summary>The files beside the code: the template and the samples.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The functions that <c>template.yaml</c> deploys, and the <c>Handler</c> of each.</summary>
    public static IReadOnlyDictionary<string, string> Handlers { get; } = ReadHandlers();

    /// <summary>The function that a <c>Handler</c> belongs to.</summary>
    public static string Handler(string function) => Handlers[function];

    public static string At(string path) => Path.Combine(Root, path);

    private static Dictionary<string, string> ReadHandlers()
    {
        var yaml = new YamlStream();
        using var template = File.OpenText(At("template.yaml"));
        yaml.Load(template);
        var resources = (YamlMappingNode)yaml.Documents[0].RootNode["Resources"];
        return resources.Children
            .Where(resource => resource.Value["Type"] is YamlScalarNode { Value: "AWS::Serverless::Function" })
            .ToDictionary(
                resource => ((YamlScalarNode)resource.Key).Value!,
                resource => ((YamlScalarNode)resource.Value["Properties"]["Handler"]).Value!);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CloudTrailEnricher.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds CloudTrailEnricher.slnx.");
    }
}
