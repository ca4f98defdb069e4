using System.Diagnostics;
using System.Text.Json.Nodes;
using CloudTrailEnricher.Requirements;

namespace CloudTrailEnricher.Tests.Deployment.StateMachine;

/// <summary>
/// An execution of the state machine. <c>driver.js</c> follows the definition's own states and evaluates their JSONata with the reference
/// implementation; what it calls is answered here.
/// </summary>
/// <param name="Output">What it ended with; null where it failed.</param>
/// <param name="Error">The error's name; null where it succeeded.</param>
/// <param name="Cause">The error's cause.</param>
/// <param name="Visited">The states that it went through.</param>
internal sealed record StateMachineRun(JsonNode? Output, string? Error, string? Cause, IReadOnlyList<string> Visited)
{
    /// <summary>Runs an execution.</summary>
    /// <param name="name">The execution's name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="substitutions">What the definition's placeholders stand for.</param>
    /// <param name="answer">Answers a call.</param>
    public static async Task<StateMachineRun> RunAsync(
        string name, JsonNode input, IReadOnlyDictionary<string, string> substitutions, Func<JsonNode, Task<JsonNode?>> answer)
    {
        var definition = substitutions.Aggregate(
            Repository.Read("statemachines/backfill.asl.json"), (text, one) => text.Replace($"${{{one.Key}}}", one.Value, StringComparison.Ordinal));
        using var node = Start("node", "driver.js");
        await SayAsync(new JsonObject { ["definition"] = JsonNode.Parse(definition), ["input"] = input, ["name"] = name });
        while (await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var said = JsonNode.Parse(line)!;
            if (said["visited"] is JsonArray visited)
            {
                return new(said["output"]?.DeepClone(), (string?)said["error"], (string?)said["cause"], [.. visited.Select(state => (string)state!)]);
            }

            await SayAsync(await AnswerAsync(said, answer));
        }

        throw new InvalidOperationException(await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));

        Task SayAsync(JsonNode message) => node.StandardInput.WriteLineAsync(message.ToJsonString());
    }

    private static async Task<JsonNode> AnswerAsync(JsonNode call, Func<JsonNode, Task<JsonNode?>> answer)
    {
        try
        {
            return new JsonObject { ["result"] = await answer(call) };
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return new JsonObject { ["error"] = new JsonObject { ["type"] = e.GetType().Name, ["message"] = e.Message } };
        }
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = JsonataPackage.Folder,
    })!;
}

/// <summary>The reference implementation of JSONata, and Node.js, which runs it.</summary>
internal sealed class JsonataPackage : IRequirement
{
    /// <summary>Holds the package and the driver.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "jsonata");

    public string Name => "jsonata, which evaluates the state machine's expressions";

    public ValueTask<string?> FindWhatIsMissingAsync(CancellationToken cancellationToken) =>
        new NpmPackages(new ThisMachine(), Folder).FindWhatIsMissingAsync(cancellationToken);
}
