using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Faults;

namespace Mdlc.Starter.Usage;

/// <summary>What is wrong with a command line, in a person's words.</summary>
internal static partial class Misuse
{
    /// <summary>Longer values say no more.</summary>
    private const int LongestValue = 80;

    /// <returns>Null: it can be done.</returns>
    public static string? Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var unknown = parse.UnmatchedTokens.Select(token => AfterSwitch(token, parse) ?? Unknown(token, command)).ToList();

        // Who mistypes a command has not left it out as well, and what follows a word that is not understood is seen when that is mended.
        var problems = unknown.Count > 0
            ? unknown.Take(1)
            : parse.Errors.Select(error => Words(error.Message, command)).Distinct(StringComparer.Ordinal);
        var text = string.Join(' ', problems);
        return text.Length == 0 ? null : $"{text} See: {UsageLines.PathOf(command)} --help";
    }

    /// <summary>True when nothing is said but which group of commands is meant: then there is nothing to correct, and help to be shown.</summary>
    public static bool IsBare(ParseResult parse) =>
        parse.CommandResult.Command is { Action: null } command
        && parse.UnmatchedTokens.Count == 0
        && parse.Tokens.Count == UsageLines.Ancestry(command).Count() - 1;

    /// <summary>What follows a switch is its value where it is true or false, and to the library else nothing that belongs to it.</summary>
    private static string? AfterSwitch(string token, ParseResult parse)
    {
        var at = parse.Tokens.Index().FirstOrDefault(t => t.Item.Value == token && t.Index > 0).Index;
        return at > 0 && parse.Tokens[at - 1] is { Type: TokenType.Option } name && IsSwitch(name.Value, parse.CommandResult.Command)
            ? $"Found {name.Value} '{Short(token)}', expected true or false."
            : null;
    }

    private static bool IsSwitch(string name, Command command) =>
        UsageLines.Ancestry(command).SelectMany(c => c.Options).FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name)) is { } option
        && (option.ValueType == typeof(bool) || option.ValueType == typeof(bool?));

    private static string Unknown(string token, Command command)
    {
        if (token.StartsWith('-'))
        {
            var name = token.Split('=', ':')[0];
            var options = UsageLines.Ancestry(command).SelectMany(c => c == command ? c.Options : c.Options.Where(o => o.Recursive)).Where(o => !o.Hidden).Select(o => o.Name);
            return $"{UsageLines.PathOf(command)} has no option '{Short(name)}'.{NearestName.Hint(name, options)}";
        }

        return command.Subcommands.Count > 0 && command.Arguments.Count == 0
            ? $"There is no command '{Short(token)}'.{NearestName.Hint(token, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}"
            : $"Found '{Short(token)}', expected nothing there: {string.Join(", or ", UsageLines.Of(command))}.";
    }

    private static string Words(string message, Command command)
    {
        if (NotOfType().Match(message) is { Success: true } value)
        {
            return $"Found {value.Groups["name"].Value} '{Short(value.Groups["value"].Value)}', expected {Expected(value.Groups["type"].Value)}.";
        }

        if (MissingCommand().IsMatch(message))
        {
            return $"Found no command, expected one of {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
        }

        if (MissingArgument().Match(message) is { Success: true } argument)
        {
            return $"<{argument.Groups["name"].Value}> is missing: {UsageLines.Of(command).First()}.";
        }

        if (MissingOption().Match(message) is { Success: true } option)
        {
            return $"{option.Groups["name"].Value} is missing: {UsageLines.Of(command).First()}.";
        }

        return MissingValue().Match(message) is { Success: true } without ? $"{without.Groups["name"].Value} lacks its value." : message;
    }

    private static string Expected(string type) => type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
        : type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
        : "another value";

    private static string Short(string value) => value.Length <= LongestValue ? value : $"{value[..LongestValue]}…";

    // The library's own sentences, which name types of .NET.
    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>[^']*)' as expected type '(?<type>[^']*)'", RegexOptions.Singleline)]
    private static partial Regex NotOfType();

    [GeneratedRegex("^Required command was not provided")]
    private static partial Regex MissingCommand();

    [GeneratedRegex("^Required argument '?(?<name>[^' ]*)'? missing for command")]
    private static partial Regex MissingArgument();

    [GeneratedRegex("^Option '(?<name>[^']*)' is required")]
    private static partial Regex MissingOption();

    [GeneratedRegex("^Required argument missing for option: '(?<name>[^']*)'")]
    private static partial Regex MissingValue();
}
