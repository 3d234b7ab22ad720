using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>runs</c>: every run of the home, newest first.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var project = new Option<string?>("--project") { Description = "Only this project.", HelpName = "name" };
        var model = new Option<string?>("--model") { Description = "Only this model: project/model, or model.", HelpName = "name" };
        var command = new Command("runs", "List runs, newest first.") { project, model };
        command.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var now = context.Time.GetUtcNow();
            var reports = await RunFilter.ApplyAsync(context, parse.GetValue(project), parse.GetValue(model), cancellationToken);
            var rows = reports
                .Select(r => r.State == RunState.Queued ? r with { WaitsFor = RunQueue.WaitsFor(r, reports) } : r)
                .Select(r => RunView.Derive(r, context.Home))
                .Select(r => new RunRow(r.Run, r.Model, r.State, r.Trigger, r.Started, r.State == RunState.Running ? (now - r.Started)?.TotalSeconds : r.Seconds, r.Verdict) { Note = RunView.Note(r), Judged = r.Judged })
                .ToList();
            context.Report.Document(rows, terminal => Draw(terminal, rows));
            RoomWatch.WarnIfWaiting(context.Home, reports);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Draw(IAnsiConsole terminal, IReadOnlyList<RunRow> rows)
    {
        if (rows.Count == 0)
        {
            terminal.WriteLine("No runs yet. Start one: mdlc run model.yaml");
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("run", "state", "trigger", "started", "seconds", "verdict", "");
        foreach (var row in rows)
        {
            table.AddRow(
                new Text(row.Run),
                new Text(row.State.ToString().ToLowerInvariant()),
                new Text(row.Trigger.ToString().ToLowerInvariant()),
                new Text(row.Started is { } started ? Moment.Text(started) : ""),
                new Text(row.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "").RightJustified(),
                new Text(row.Verdict is { } verdict ? VerdictWords.Of(verdict, row.Judged) : ""),
                new Text(row.Note ?? ""));
        }

        terminal.Write(table);
    }
}
