using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Listings;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>models</c>: every model with where its aliases stand.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List models.");
        command.SetListing(async (context, _, cancellationToken) =>
        {
            var rows = new List<ModelRow>();
            foreach (var versions in (await context.Catalog.Models.ListAsync(cancellationToken: cancellationToken)).GroupBy(p => (p.Project, p.Model)))
            {
                rows.Add(await RowAsync(context, versions.Key.Project, versions.Key.Model, [.. versions], cancellationToken));
            }

            return new Screen(() => ListingView.ToRows(rows), (terminal, wide) => Draw(terminal, rows, wide));
        });
        return command;
    }

    private static async Task<ModelRow> RowAsync(
        CommandContext context, string project, string model, IReadOnlyList<ModelPackage> versions, CancellationToken cancellationToken)
    {
        var aliases = await context.Catalog.Models.AliasesAsync(project, model, cancellationToken);
        var champion = aliases.Find(AliasName.Champion);
        var report = versions.FirstOrDefault(v => v.Version == champion) is { } package && RunKey.TryParse(package.Run, out var run)
            ? await context.Catalog.Runs.GetAsync(run, cancellationToken)
            : null;
        return new ModelRow(project, model, versions.Count, champion, aliases.Find(AliasName.Challenger), aliases.Find(AliasName.Previous), versions.Max(v => v.Created))
        {
            Deciding = DecidingMetric.Of(report),
            Verdict = report?.Verdict,
            Judged = report?.Judged,
        };
    }

    private static void Draw(IAnsiConsole terminal, IReadOnlyList<ModelRow> rows, bool wide)
    {
        if (rows.Count == 0)
        {
            terminal.WriteLine("No models yet. Make one: mdlc run model.yaml");
            return;
        }

        Listing.Draw(
            terminal,
            rows,
            [
                new("project", row => row.Project),
                new("model", row => row.Model),
                new("champion", row => Number(row.Champion)) { IsNumber = true },
                new("its metric (95 % interval)", row => MetricText.Named(row.Deciding)),
                new("its verdict", row => row.Verdict is { } verdict ? VerdictWords.Of(verdict, row.Judged) : "") { Rank = 1 },
                new("challenger", row => Number(row.Challenger)) { IsNumber = true, Rank = 3 },
                new("previous", row => Number(row.Previous)) { IsNumber = true, Rank = 4 },
                new("versions", row => Number(row.Versions)) { IsNumber = true, Rank = 5 },
                new("newest", row => Moment.Text(row.Newest)) { Rank = 6 },
            ],
            wide);
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
