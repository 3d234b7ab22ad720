using System.CommandLine;
using System.Globalization;

namespace Mdlc.Starter.Execution;

/// <summary>What every command that lists takes.</summary>
internal static class ListingOptions
{
    private static readonly TimeSpan DefaultEvery = TimeSpan.FromSeconds(2);

    public static Option<ListingForm> Form { get; } = new Option<ListingForm>("--format", "-o")
    {
        Description = "table (the columns that fit), wide (all of them), json (as --json) or csv.",
        HelpName = "table|wide|json|csv",
        CustomParser = result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (Enum.TryParse<ListingForm>(text, ignoreCase: true, out var form) && !char.IsAsciiDigit(text[0]))
            {
                return form;
            }

            result.AddError($"Found -o '{text}', expected table, wide, json or csv.");
            return ListingForm.Table;
        },
    }.CompletesWords(Enum.GetNames<ListingForm>().Select(name => name.ToLowerInvariant()));

    public static Option<TimeSpan?> Watch { get; } = new("--watch", "-w")
    {
        Description = "Show it anew every so many seconds, 2 when none are named, until Ctrl-C; where it goes to no terminal, whenever it has changed.",
        HelpName = "seconds",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            if (result.Tokens is not [var token])
            {
                return DefaultEvery;
            }

            if (double.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 86_400)
            {
                return TimeSpan.FromSeconds(seconds);
            }

            result.AddError($"Found --watch '{token.Value}', expected seconds from 0.1 to 86400.");
            return null;
        },
    };

    /// <summary>Whether a line that was typed asks for JSON, in either way.</summary>
    public static bool IsJson(IReadOnlyList<string> args) =>
        args.Contains("--json") || args.Contains("-ojson") || args.Contains("-o=json") || args.Contains("--format=json")
        || Enumerable.Range(1, Math.Max(0, args.Count - 1)).Any(i => args[i] == "json" && args[i - 1] is "-o" or "--format");

    /// <inheritdoc cref="IsJson(IReadOnlyList{string})"/>
    public static bool IsJson(ParseResult parse) => parse.GetResult(Form) is { Implicit: false } && parse.GetValue(Form) == ListingForm.Json;
}
