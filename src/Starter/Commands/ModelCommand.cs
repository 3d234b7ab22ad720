using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Listings;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Mdlc.Starter.Schedules;
using Spectre.Console;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Commands;

/// <summary><c>model show NAME</c>: a model's versions and every move of its aliases.</summary>
internal static class ModelCommand
{
    /// <summary>Versions that a line of bars is over, the newest.</summary>
    private const int MostFollowed = 40;

    public static Command Create()
    {
        var name = ModelName.Argument();
        var show = new Command("show", "Show a model's versions and the history of its aliases.") { name };
        show.SetListing(async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var versions = await context.Catalog.Models.ListAsync(project, model, cancellationToken);
            var view = new ModelView(
                project,
                model,
                await context.Catalog.Models.AliasesAsync(project, model, cancellationToken),
                versions,
                await context.Catalog.Models.HistoryAsync(project, model, cancellationToken),
                await FindScheduleAsync(context, project, model, cancellationToken))
            {
                Metrics = await MetricsAsync(context, project, model, versions, cancellationToken),
            };
            return new Screen(() => JsonSerializer.SerializeToNode(view, MdlcJson.Options)!, () => ListingView.ToRows(view.Metrics), (terminal, wide) => Draw(terminal, view, wide));
        });
        return new Command("model", "Look at one model.") { show };
    }

    private static async Task<ScheduleView?> FindScheduleAsync(CommandContext context, string project, string model, CancellationToken cancellationToken)
    {
        try
        {
            return await EngineSession.TryAttachAsync(context.Home, () => context.Loggers) is { } client
                ? await new ModelSchedule(client, project, model).FindAsync(cancellationToken)
                : null;
        }
        catch (RpcException)
        {
            // What is asked for is the model; its schedule is shown where it can be had.
            return null;
        }
    }

    private static async Task<IReadOnlyList<VersionMetric>> MetricsAsync(
        CommandContext context, string project, string model, IReadOnlyList<ModelPackage> versions, CancellationToken cancellationToken)
    {
        var reports = (await context.Catalog.Runs.ListAsync(project, model, cancellationToken)).ToDictionary(report => report.Run);
        return
        [
            .. versions.Select(package => (package.Version, Report: reports.GetValueOrDefault(package.Run)))
                .Select(one => new VersionMetric(one.Version, DecidingMetric.Of(one.Report), one.Report?.Verdict, one.Report?.Judged)),
        ];
    }

    private static void Draw(IAnsiConsole terminal, ModelView view, bool wide)
    {
        var metrics = view.Metrics.ToDictionary(metric => metric.Version);
        Listing.Draw(
            terminal,
            view.Versions,
            [
                new("version", package => Number(package.Version)) { IsNumber = true },
                new("alias", package => string.Join(", ", view.Aliases.Where(a => a.Value == package.Version).Select(a => a.Key))),
                new("verdict", package => metrics[package.Version] is { Verdict: { } verdict } known ? VerdictWords.Of(verdict, known.Judged) : ""),
                new("metric (95 % interval)", package => MetricText.Named(metrics[package.Version].Metric)),
                new("created", package => Moment.Text(package.Created)) { Rank = 1 },
                new("run", package => package.Run) { Rank = 2 },
                new("model digest", package => package.ModelDigest[..Math.Min(12, package.ModelDigest.Length)]) { Rank = 3 },
                new("folder", package => package.Folder) { IsWide = true },
            ],
            wide,
            $"{view.Project}/{view.Model}");
        if (Line(view.Metrics) is { } line)
        {
            terminal.WriteLine(line);
        }

        Listing.Draw(
            terminal,
            view.History,
            [
                new("at", change => Moment.Text(change.At)),
                new("alias", change => change.Alias),
                new("from", change => Number(change.From)) { IsNumber = true },
                new("to", change => Number(change.To)) { IsNumber = true },
                new("by", change => change.By),
                new("reason", change => change.Reason),
            ],
            wide,
            "aliases");
        if (view.Schedule is { } schedule)
        {
            terminal.WriteLine($"trained by itself at {schedule.Cron} {schedule.TimeZone}, {(schedule.Paused ? "paused" : $"next {schedule.Next.Select(Moment.Text).FirstOrDefault("never")}")}");
        }
    }

    /// <summary>How the metric went from version to version; null where there is nothing to follow. Of the metric that the newest version is judged by.</summary>
    private static string? Line(IReadOnlyList<VersionMetric> metrics)
    {
        var followed = metrics.Select(metric => metric.Metric?.Name).FirstOrDefault(name => name is not null);
        var line = metrics.Take(MostFollowed).Reverse().Select(metric => metric.Metric is { } value && value.Name == followed ? value.Value : null).ToList();
        var known = line.OfType<double>().ToList();
        return known.Count < 2
            ? null
            : $"{followed}{(MetricTable.HigherIsBetter(followed!) ? "" : " (lower is better)")}, version {metrics[line.Count - 1].Version} to {metrics[0].Version}:  {MetricText.Sparkline(line)}  {MetricText.Number(known.Min())} to {MetricText.Number(known.Max())}";
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
