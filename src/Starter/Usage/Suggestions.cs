using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Usage;

/// <summary>
/// What may be typed next: <c>mdlc "[suggest]" "mdlc run sh"</c> says a line each, and nothing else whatever is wrong. The scripts of
/// <c>mdlc completion</c> ask for it; the form is System.CommandLine's, <c>[suggest:POSITION]</c>.
/// </summary>
internal static class Suggestions
{
    private const string Directive = "[suggest";

    public static bool AreAskedFor(IReadOnlyList<string> args) =>
        args is [var first, ..] && (first == $"{Directive}]" || (first.StartsWith($"{Directive}:", StringComparison.Ordinal) && first.EndsWith(']')));

    public static async Task<int> WriteAsync(RootCommand root, IReadOnlyList<string> args, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            var line = args.Count > 1 ? args[1] : "";
            var position = int.TryParse(args[0].TrimEnd(']').Split(':')[^1], out var told) && told >= 0 && told < line.Length ? told : line.Length;
            foreach (var suggestion in await OfAsync(root, line[..position], cancellationToken))
            {
                await output.WriteLineAsync(suggestion);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A home that cannot be read is told by the command that is being typed; in the middle of the line nothing is.
        }

        return ExitCode.Ok;
    }

    /// <param name="line">What has been typed, up to the cursor; with the program's name, or without.</param>
    internal static async Task<IReadOnlyList<string>> OfAsync(RootCommand root, string line, CancellationToken cancellationToken)
    {
        var typed = WithoutProgram(line);
        var start = typed.LastIndexOfAny([' ', '\t']) + 1;
        var (before, word) = (typed[..start], typed[start..]);
        var parse = root.Parse(before);
        if (parse.UnmatchedTokens.Count > 0)
        {
            return [];
        }

        var names = await KnownNames.ReadAsync(parse.GetValue(Cli.HomePath)!, cancellationToken);
        KnownNames.Current = names with { Words = [.. parse.Tokens.Select(token => token.Value)], Word = word };
        return [.. Candidates(parse, word).Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct()];
    }

    private static IEnumerable<string> Candidates(ParseResult parse, string word)
    {
        var command = parse.CommandResult.Command;
        var options = UsageLines.Ancestry(command).SelectMany(c => c == command ? c.Options : c.Options.Where(o => o.Recursive)).Where(o => !o.Hidden).ToList();
        if (parse.Tokens is [.., { Type: TokenType.Option } last] && Named(options, last.Value) is { } asked && UsageLines.TakesValue(asked))
        {
            return Values(asked);
        }

        if (word.Split('=') is [var name, _] && Named(options, name) is { } assigned)
        {
            return Values(assigned).Select(value => $"{name}={value}");
        }

        return word.StartsWith('-')
            ? options.Where(option => parse.GetResult(option) is not { Implicit: false } || option.Arity.MaximumNumberOfValues > 1).Select(option => option.Name)
            : Commands(parse).Concat(command.Arguments.FirstOrDefault(argument => IsOpen(parse, argument)) is { } argument ? Values(argument) : []);
    }

    private static Option? Named(List<Option> options, string name) => options.Find(option => option.Name == name || option.Aliases.Contains(name));

    /// <summary>Those beneath; none where an argument stands already.</summary>
    private static IEnumerable<string> Commands(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        return command.Arguments.Any(argument => parse.GetResult(argument) is { Tokens.Count: > 0 }) ? [] : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
    }

    private static bool IsOpen(ParseResult parse, Argument argument) =>
        (parse.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MaximumNumberOfValues;

    private static IEnumerable<string> Values(Symbol symbol) => symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label);

    private static string WithoutProgram(string line)
    {
        var text = line.TrimStart();
        var end = text.IndexOfAny([' ', '\t']);
        var first = end < 0 ? text : text[..end];
        var isProgram = Path.GetFileNameWithoutExtension(first.Split('/', '\\')[^1]) == "mdlc";
        return !isProgram ? text : end < 0 ? "" : text[end..].TrimStart();
    }
}
