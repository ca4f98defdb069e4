using System.CommandLine;

namespace CloudTrailEnricher.Replay.Arguments;

/// <summary>
/// The arguments as they were typed. The parser wants the verb in front of its options, and takes an option that it does not know for a
/// file; here the verb comes to the front, and what is mistyped is named with the nearest that exists.
/// </summary>
internal sealed class TypedArguments
{
    /// <summary>After it, everything is an input, whatever it looks like.</summary>
    private const string EndOfOptions = "--";

    /// <summary>More wrong letters than these make another word.</summary>
    private const int MostWrongLetters = 3;

    private readonly RootCommand _root;
    private readonly string[] _arguments;
    private Command _verb;
    private int? _verbAt;

    private TypedArguments(RootCommand root, string[] arguments)
    {
        _root = root;
        _arguments = arguments;
        _verb = root;
    }

    /// <summary>The arguments with the verb in front.</summary>
    public string[] VerbFirst => _verbAt is { } at
        ? [_arguments[at], .. _arguments[..at], .. _arguments[(at + 1)..]]
        : _arguments;

    /// <summary>What is mistyped; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads arguments.</summary>
    /// <param name="root">The verbs and options that exist.</param>
    /// <param name="arguments">What was typed.</param>
    public static TypedArguments Read(RootCommand root, string[] arguments)
    {
        var typed = new TypedArguments(root, arguments);
        if (arguments is not [['[', ..], ..])
        {
            typed.FindVerb();
            typed.FindProblem();
        }

        return typed;
    }

    private void FindVerb()
    {
        // Before the verb is known, so is not which options there are: any verb's may stand in front of it.
        var options = _root.Subcommands.SelectMany(verb => verb.Options).Concat(_root.Options).ToArray();
        if (Inputs(options).FirstOrDefault(-1) is >= 0 and var first
            && _root.Subcommands.FirstOrDefault(verb => verb.Name == _arguments[first]) is { } named)
        {
            (_verb, _verbAt) = (named, first);
        }
    }

    private void FindProblem()
    {
        var options = _verb.Options.Concat(_root.Options.Where(option => option.Recursive)).ToArray();
        var inputs = Inputs(options).ToArray();
        foreach (var at in inputs)
        {
            if (_arguments[at] is ['-', _, ..] unknown)
            {
                Problem = UnknownOption(unknown, options);
                return;
            }
        }

        if (_verbAt is null && inputs is [var first, ..] && !Path.Exists(_arguments[first])
            && Nearest(_arguments[first], _root.Subcommands.Select(verb => verb.Name)) is { } verb)
        {
            Problem = $"{_arguments[first]}: no such file, folder or verb; did you mean {verb}?";
        }
    }

    private string UnknownOption(string typed, Option[] options)
    {
        var name = NameOf(typed);
        var verb = _verb == _root ? CommandLine.ProgramName : _verb.Name;
        if (_root.Subcommands.FirstOrDefault(other => other.Options.Any(option => option.Name == name)) is { } other)
        {
            return $"{name}: {verb} has no such option, {other.Name} does";
        }

        var verbs = _root.Subcommands.Select(other => EndOfOptions + other.Name);
        var nearest = Nearest(name, options.Where(option => !option.Hidden).Select(option => option.Name).Concat(verbs));
        return nearest is null ? $"{name}: {verb} has no such option; for a file of that name, write ./{typed}"
            : verbs.Contains(nearest) ? $"{name}: no such option; did you mean the verb {nearest[EndOfOptions.Length..]}?"
            : $"{name}: no such option; did you mean {nearest}?";
    }

    /// <summary>Where the arguments are that are neither options nor values of options.</summary>
    private IEnumerable<int> Inputs(Option[] options)
    {
        for (var at = 0; at < _arguments.Length && _arguments[at] != EndOfOptions; at++)
        {
            var typed = _arguments[at];
            var name = NameOf(typed);
            if (options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name)) is { } option)
            {
                at += name == typed && TakesValue(option) ? 1 : 0;
            }
            else if (at != _verbAt)
            {
                yield return at;
            }
        }
    }

    private static bool TakesValue(Option option) => option.Arity.MinimumNumberOfValues > 0;

    /// <summary>The name of an option that may have its value with it: <c>--format=json</c>.</summary>
    private static string NameOf(string typed) =>
        typed.StartsWith('-') && typed.IndexOfAny(['=', ':']) is > 0 and var end ? typed[..end] : typed;

    private static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(one => (Word: one, Distance: Distance(word.TrimStart('-'), one.TrimStart('-'))))
        .Where(one => one.Distance <= Math.Min(MostWrongLetters, one.Word.TrimStart('-').Length / 2))
        .OrderBy(one => one.Distance)
        .Select(one => one.Word)
        .FirstOrDefault();

    /// <summary>How many letters have to be put in, left out or changed.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
