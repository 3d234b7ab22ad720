using System.CommandLine;
using System.Globalization;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Listings;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>runs</c>: every run of the home, newest first.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var project = new Option<string?>("--project") { Description = "Only this project.", HelpName = "name" }.CompletesProjects();
        var model = new Option<string?>("--model") { Description = "Only this model: project/model, or model.", HelpName = "name" }.CompletesModels();
        var command = new Command("runs", "List runs, newest first.") { project, model };
        command.SetListing(async (context, parse, cancellationToken) =>
        {
            var now = context.Time.GetUtcNow();
            var reports = await RunFilter.ApplyAsync(context, parse.GetValue(project), parse.GetValue(model), cancellationToken);
            var rows = reports
                .Select(r => r.State == RunState.Queued ? r with { WaitsFor = RunQueue.WaitsFor(r, reports) } : r)
                .Select(r => RunView.Derive(r, context.Home))
                .Select(r => Row(r, now))
                .ToList();
            RoomWatch.WarnIfWaiting(context.Home, reports);
            return new Screen(() => ListingView.ToRows(rows), (terminal, wide) => Draw(terminal, rows, wide));
        });
        return command;
    }

    private static RunRow Row(RunReport report, DateTimeOffset now) =>
        new(
            report.Run,
            report.Model,
            report.State,
            report.Trigger,
            report.Started,
            report.State == RunState.Running ? (now - report.Started)?.TotalSeconds : report.Seconds,
            report.Verdict)
        {
            Deciding = DecidingMetric.Of(report),
            Version = report.Version,
            Note = RunView.Note(report),
            Judged = report.Judged,
            Causes = report.Causes,
            Waits = report.Waits,
        };

    private static void Draw(IAnsiConsole terminal, IReadOnlyList<RunRow> rows, bool wide)
    {
        if (rows.Count == 0)
        {
            terminal.WriteLine("No runs yet. Start one: mdlc run model.yaml");
            return;
        }

        Listing.Draw(
            terminal,
            rows,
            [
                new("run", row => row.Run),
                new("state", row => row.State.ToString().ToLowerInvariant()),
                new("verdict", row => row.Verdict is { } verdict ? VerdictWords.Of(verdict, row.Judged) : ""),
                new("metric (95 % interval)", row => MetricText.Named(row.Deciding)),
                new("version", row => row.Version?.ToString(CultureInfo.InvariantCulture) ?? "") { IsNumber = true, Rank = 4 },
                new("started", row => row.Started is { } started ? Moment.Text(started) : "") { Rank = 1 },
                new("seconds", row => row.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "") { IsNumber = true, Rank = 2 },
                new("trigger", row => CauseWords.Triggers(row.Trigger, row.Causes)) { Rank = 3 },
                new("note", row => row.Note ?? "") { Rank = rows.All(row => row.Note is null) ? 5 : 0, IsWide = rows.All(row => row.Note is null) },
            ],
            wide);
    }
}
