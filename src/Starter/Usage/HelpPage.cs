using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Usage;

/// <summary>What <c>--help</c> shows: the lines that one types, and then what they are made of.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Indent = 2;
    private const int Gap = 2;

    /// <summary>Where texts begin at least; a label that reaches further has its text beneath it.</summary>
    private const int LeastColumn = 24;

    /// <summary>Texts narrower than this are not broken into lines: what shows them does it.</summary>
    private const int NarrowestText = 24;

    /// <summary>Help has been asked for; no value that is missing or wrong keeps it from being shown.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        Write(parseResult.CommandResult.Command, output, ReferenceEquals(output, Console.Out) ? TerminalWidth.OfProcess() : null);
        return ExitCode.Ok;
    }

    /// <param name="width">That of the terminal; null: no line is broken.</param>
    public static void Write(Command command, TextWriter output, int? width)
    {
        output.WriteLine(Broken(command.Description ?? "", 0, width));
        output.WriteLine();
        output.WriteLine("Usage:");
        foreach (var line in UsageLines.Of(command))
        {
            output.WriteLine($"{new string(' ', Indent)}{line}");
        }

        List<(string Title, List<(string Label, string Text)> Rows)> sections =
        [
            ("Arguments", [.. command.Arguments.Where(a => !a.Hidden).Select(a => (UsageLines.Label(a), a.Description ?? ""))]),
            ("Commands", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? ""))]),
            ("Options", [.. command.Options.Where(o => !o.Hidden && !IsShared(o)).Select(Row)]),
            ("Options of every command", [.. UsageLines.Ancestry(command).SelectMany(c => c.Options).Where(o => !o.Hidden && IsShared(o)).Select(Row)]),
            ("Exit codes", command is RootCommand ? [.. ExitCode.Meanings.Select(m => ($"{m.Code}", m.Meaning))] : []),
        ];
        var widest = sections.SelectMany(s => s.Rows).Max(row => row.Label.Length) + Indent + Gap;
        var column = Math.Min(widest, Math.Max(LeastColumn, (width - NarrowestText) ?? widest));
        foreach (var (title, rows) in sections.Where(s => s.Rows.Count > 0))
        {
            output.WriteLine();
            output.WriteLine($"{title}:");
            foreach (var (label, text) in rows)
            {
                var named = $"{new string(' ', Indent)}{label}";
                output.WriteLine((named.Length + Gap > column ? $"{named}\n{new string(' ', column)}" : named.PadRight(column)) + Broken(text, column, width));
            }
        }
    }

    private static bool IsShared(Option option) => option.Recursive;

    private static (string Label, string Text) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias != "-?").Append(option.Name).OrderBy(name => name.Length));
        var value = UsageLines.TakesValue(option) ? $" {UsageLines.Value(option)}" : "";
        var text = option switch
        {
            HelpOption => "Show this page.",
            VersionOption => "Show which version this is.",
            _ => option.Description ?? "",
        };
        return ($"{names}{value}", $"{text}{(option.Required ? " Must be there." : "")}{Default(option)}");
    }

    private static string Default(Option option) =>
        option.HasDefaultValue && UsageLines.TakesValue(option) && option.GetDefaultValue() is { } value and not Array ? $" [{value}]" : "";

    /// <summary>Goes on in the column where it began.</summary>
    private static string Broken(string text, int column, int? width)
    {
        var room = width - column;
        if (room is null or < NarrowestText || text.Length <= room)
        {
            return text;
        }

        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > room)
            {
                lines.Add("");
            }

            lines[^1] += lines[^1].Length == 0 ? word : $" {word}";
        }

        return string.Join($"\n{new string(' ', column)}", lines);
    }
}
