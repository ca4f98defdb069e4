using System.CommandLine;
using System.CommandLine.Parsing;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>Values of which one has to be chosen, such as a format: completed in the shell, and named where another was typed.</summary>
internal static class Choice
{
    /// <summary>An option whose values are an enumeration's, in small letters.</summary>
    public static Option<T> Option<T>(string name, string description)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result => Enum.GetValues<T>().ElementAtOrDefault(IndexIn(words, name, result)),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>An argument that is one of some words.</summary>
    public static Argument<string> Argument(string name, string description, params string[] words)
    {
        var argument = new Argument<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result => words.ElementAtOrDefault(IndexIn(words, name, result)),
        };
        argument.CompletionSources.Add(words);
        return argument;
    }

    private static int IndexIn(string[] words, string name, ArgumentResult result)
    {
        var typed = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        var index = Array.FindIndex(words, word => word.Equals(typed, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            result.AddError($"{name} {typed}: must be {string.Join(", ", words[..^1])} or {words[^1]}");
        }

        return index;
    }
}
