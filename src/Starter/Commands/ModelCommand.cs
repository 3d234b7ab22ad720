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
using Mdlc.Starter.Steering;
using Mdlc.Workflows.Lifecycle;
using Spectre.Console;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Commands;

/// <summary><c>model show NAME</c>: a model's versions and every move of its aliases.</summary>
internal static class ModelCommand
{
    /// <summary>Versions that a line of bars is over, the newest.</summary>
    private const int MostFollowed = 40;

    /// <summary>A worker that lives answers at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var name = ModelName.Argument();
        var at = Values.Instant("--at", "Show what was there at that time, in UTC unless a zone stands beside it: which version was champion then.");
        var show = new Command("show", "Show a model's versions and the history of its aliases.") { name, at };
        show.SetListing(async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var versions = await context.Catalog.Models.ListAsync(project, model, cancellationToken);
            var history = await context.Catalog.Models.HistoryAsync(project, model, cancellationToken);
            var view = parse.GetValue(at) is { } then
                ? ViewAt(project, model, versions, history, then, context.Begun)
                : new ModelView(
                    project,
                    model,
                    await context.Catalog.Models.AliasesAsync(project, model, cancellationToken),
                    versions,
                    history,
                    await FindScheduleAsync(context, project, model, cancellationToken))
                {
                    Triggers = await FindTriggersAsync(context, project, model, cancellationToken),
                };
            view = view with { Metrics = await MetricsAsync(context, project, model, view.Versions, cancellationToken) };
            return new Screen(() => JsonSerializer.SerializeToNode(view, MdlcJson.Options)!, () => ListingView.ToRows(view.Metrics), (terminal, wide) => Draw(terminal, view, wide));
        });
        return new Command("model", "Look at one model.") { show };
    }

    /// <exception cref="UserException">The time is still to come.</exception>
    private static ModelView ViewAt(string project, string model, IReadOnlyList<ModelPackage> versions, IReadOnlyList<AliasChange> history, DateTimeOffset at, DateTimeOffset now)
    {
        if (at > now)
        {
            throw new UserException($"Found --at {Moment.Text(at.ToUniversalTime())}, which is still to come (it is {Moment.Text(now)}); name a time that is over.", ExitCode.Usage);
        }

        return new ModelView(
            project,
            model,
            AliasHistory.At(history, at).ToDictionary(one => one.Key, one => one.Value.To!.Value),
            [.. versions.Where(package => package.Created <= at)],
            [.. history.Where(change => change.At <= at)],
            null)
        {
            At = at,
        };
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

    private static async Task<TriggersView?> FindTriggersAsync(CommandContext context, string project, string model, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await EngineSession.TryAttachAsync(context.Home, () => context.Loggers) is { } client
                ? TriggersView.Of(
                    await client.GetWorkflowHandle<ModelLifecycle>(ModelLifecycle.IdOf(project, model)).QueryAsync(
                        l => l.State(), new() { Rpc = new() { CancellationToken = either.Token } }),
                    context.Time.GetUtcNow())
                : null;
        }
        catch (Exception silent) when (silent is RpcException or WorkflowQueryFailedException or WorkflowQueryRejectedException || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It has not lived yet, or nobody works who could answer for it. What is asked for is the model.
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
        if (view.At is { } at)
        {
            terminal.WriteLine(ThenChampion(view, at));
        }

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
        foreach (var said in view.Triggers?.Lines() ?? [])
        {
            terminal.WriteLine(said);
        }

        if (view.Schedule is { } schedule)
        {
            terminal.WriteLine($"trained by itself at {schedule.Cron} {schedule.TimeZone}, {(schedule.Paused ? "paused" : $"next {schedule.Next.Select(Moment.Text).FirstOrDefault("never")}")}");
        }
    }

    private static string ThenChampion(ModelView view, DateTimeOffset at) =>
        AliasHistory.At(view.History, at).TryGetValue(AliasName.Champion, out var move)
            ? $"At {Moment.Text(at.ToUniversalTime())} version {Number(move.To)} was champion, since {Moment.Text(move.At)} by {move.By}: {move.Reason}"
            : $"At {Moment.Text(at.ToUniversalTime())} {view.Project}/{view.Model} had no champion.";

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
