using System.CommandLine;
using System.CommandLine.Parsing;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>Values of which one has to be chosen, such as a format: completed in the shell, and named where another was typed.</summary>
internal static class Choice
{
    /// <summary>An option whose values are an enumeration's, in small letters.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it chooses.</param>
    /// <param name="values">The values that are named.</param>
    /// <param name="unnamed">A value that is taken and not named.</param>
    public static Option<T> Option<T>(string name, string description, T[] values, T? unnamed = null)
        where T : struct, Enum
    {
        var words = Array.ConvertAll(values, InWord);
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result => unnamed is { } other && result.Tokens is [var only] && only.Value == InWord(other)
                ? other
                : values.ElementAtOrDefault(IndexIn(words, name, result)),
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

    private static string InWord<T>(T value)
        where T : struct, Enum => Enum.GetName(value)!.ToLowerInvariant();

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
