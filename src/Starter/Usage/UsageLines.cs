using System.CommandLine;

namespace Mdlc.Starter.Usage;

/// <summary>A command as one types it, with a name in angle brackets for every value.</summary>
internal static class UsageLines
{
    /// <summary>However the process was started: a copy, a link, <c>dotnet mdlc.dll</c>.</summary>
    private const string Program = "mdlc";

    /// <summary>A line for the command itself, where it does something, and one for each command beneath it.</summary>
    public static IEnumerable<string> Of(Command command)
    {
        if (command is RootCommand)
        {
            return [$"{Program} <command> [options]"];
        }

        var beneath = command.Subcommands.Where(c => !c.Hidden).SelectMany(Of);
        return command.Action is null ? beneath : beneath.Prepend(Line(command));
    }

    /// <summary>The names that lead to a command, such as <c>mdlc run show</c>.</summary>
    public static string PathOf(Command command) => string.Join(' ', Ancestry(command).Select(c => c is RootCommand ? Program : c.Name));

    /// <summary>The root, and so on to the command itself.</summary>
    public static IEnumerable<Command> Ancestry(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Ancestry(parent).Append(command) : [command];

    public static string Label(Argument argument) => $"<{argument.HelpName ?? argument.Name}>";

    public static string Value(Option option) => $"<{option.HelpName ?? option.Name.TrimStart('-')}>";

    public static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static string Line(Command command)
    {
        var arguments = command.Arguments.Where(a => !a.Hidden).SelectMany(Words);
        var required = command.Options.Where(o => o is { Required: true, Hidden: false }).Select(o => TakesValue(o) ? $"{o.Name} {Value(o)}" : o.Name);
        return string.Join(' ', [PathOf(command), .. arguments, .. required, "[options]"]);
    }

    private static IEnumerable<string> Words(Argument argument) => argument.Arity.MinimumNumberOfValues == 0
        ? [$"[{Label(argument)}]"]
        : Enumerable.Repeat(Label(argument), argument.Arity.MinimumNumberOfValues);
}
