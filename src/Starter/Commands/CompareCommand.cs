using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mdlc.Activities.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Starter.Comparing;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Listings;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>compare A B …</c>: runs or versions side by side, and versions held against the first as the gate does.</summary>
internal static class CompareCommand
{
    private const int LongestValue = 60;

    public static Command Create()
    {
        var names = new Argument<string[]>("run|version")
        {
            Description = "Two or more of: a run (project/model/3), a version (model@3), an alias (model@champion). The first is what the others are held against.",
            Arity = new ArgumentArity(2, 20),
        }.CompletesSubjects();
        var command = new Command("compare", "Compare runs or versions: what differs first, and which is better on common rows.") { names };
        command.SetListing(async (context, parse, cancellationToken) =>
        {
            var subjects = new List<Subject>();
            foreach (var name in parse.GetValue(names)!)
            {
                subjects.Add(await Subjects.FindAsync(context, name, cancellationToken));
            }

            var view = new ComparisonView([.. subjects.Select(subject => subject.Name)], ComparedRows.Of(subjects), await PairedAsync(context, subjects, cancellationToken));
            return new Screen(() => JsonSerializer.SerializeToNode(view, MdlcJson.Options)!, () => ListingView.ToRows(view.Rows), (terminal, wide) => Draw(terminal, view, wide));
        });
        return command;
    }

    private static async Task<IReadOnlyList<PairedRow>> PairedAsync(CommandContext context, IReadOnlyList<Subject> subjects, CancellationToken cancellationToken)
    {
        var paired = new List<PairedRow>();
        var comparison = new VersionComparison(context.Home, context.Catalog, context.Time);
        var first = subjects[0];
        foreach (var subject in subjects.Skip(1))
        {
            if ((first.Package, subject.Package) is not ({ } other, { } candidate))
            {
                var without = first.Package is null ? first : subject;
                paired.Add(new PairedRow(subject.Name, first.Name, "", null, null, null, null, 0, $"no comparison on common rows: {without.Name} has registered no version"));
                continue;
            }

            var rule = await comparison.CompareAsync(candidate, other, cancellationToken);
            paired.Add(new PairedRow(subject.Name, first.Name, rule.Metric, rule.Value, rule.CiLower, rule.CiUpper, rule.Method, rule.Rows, rule.Reason));
        }

        return paired;
    }

    private static void Draw(IAnsiConsole terminal, ComparisonView view, bool wide)
    {
        var shown = view.Rows.Where(row => row.Differs || wide).ToList();
        if (shown.Count > 0)
        {
            Listing.Draw(
                terminal,
                shown,
                [
                    new("", row => row.Group) { Rank = 1 },
                    new("", row => row.Name),
                    .. view.Of.Select((name, i) => new ListingColumn<ComparedRow>(name, row => Shown(row.Values[i], wide))),
                ],
                wide);
        }

        if (view.Rows.Count - shown.Count is > 0 and var same)
        {
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{same} more are the same: -o wide shows them"));
        }

        foreach (var pair in view.Paired)
        {
            terminal.WriteLine(Words(pair));
        }
    }

    private static string Words(PairedRow pair) => pair.Improvement is null
        ? $"{pair.Of} over {pair.Over}: {pair.Words}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Of} over {pair.Over}: {pair.Metric} better by {MetricText.Number(pair.Improvement)} [{MetricText.Number(pair.Lower)}, {MetricText.Number(pair.Upper)}] on {pair.Rows} rows that neither was trained on{(pair.Lower > 0 ? "" : pair.Upper < 0 ? ": it is worse" : ": that may be chance")}");

    private static string Shown(string? value, bool wide) =>
        value is null ? "-" : !wide && value.Length > LongestValue ? $"{value[..LongestValue]}…" : value;
}
