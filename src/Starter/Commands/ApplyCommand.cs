using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Formats;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Schedules;
using Mdlc.Starter.Steering;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>apply SPEC</c>: the spec that schedule, arrivals and alarms go by from now on.</summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        var spec = new Argument<string>("spec") { Description = "Path of the model's spec, e.g. model.yaml." }.IsPath().CompletesSpecs();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be different, and change nothing." };
        var command = new Command("apply", "Let a model's triggers go by a spec: its schedule, data that arrive, alarms.") { spec, dryRun };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var read = SpecLoader.Load(parse.GetValue(spec)!);
            await using var session = await context.OpenSessionAsync([read.Project], cancellationToken);
            var application = new SpecApplication(context, session);
            var asks = parse.GetValue(dryRun);
            var done = asks ? await application.CompareAsync(read, cancellationToken) : await application.ApplyAsync(read, cancellationToken);
            context.Report.Document(done, terminal => Draw(terminal, done, asks));
            if (session.IsEmbedded && !asks && done.Clock is not null)
            {
                context.Report.Line("Its schedule comes round while an engine of this home runs: keep one with mdlc dev.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Draw(IAnsiConsole terminal, SpecApplied done, bool asks)
    {
        var against = done.ComparedWith switch
        {
            "applied" => $"what {done.By ?? "somebody"} has applied",
            "lastRun" => "the spec that it was last run with; none was applied before",
            _ => "nothing: it is new",
        };
        if (done.Differences.Count == 0)
        {
            terminal.WriteLine($"{done.Project}/{done.Model}: no difference{(done.ComparedWith == "lastRun" ? " to the spec that it was last run with" : "")}.");
        }
        else
        {
            var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{done.Project}/{done.Model}")).AddColumns("field", "from", "to");
            foreach (var change in done.Differences)
            {
                table.AddRow(new Text(change.Path), new Text(change.From ?? "–"), new Text(change.To ?? "–"));
            }

            terminal.Write(table);
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Differences.Count} {(done.Differences.Count == 1 ? "field differs" : "fields differ")}{(done.ComparedWith == "applied" && !asks ? "" : $" from {against}")}."));
        }

        terminal.WriteLine(Words(done, asks));
        terminal.WriteLine(asks ? "Nothing was changed. Apply it: mdlc apply, without --dry-run"
            : done.Applied ? $"Applied by {done.By}. Schedule, arrivals and alarms go by it from now on; a run in flight keeps its own."
            : $"Applied already, by {done.By} at {(done.At is { } at ? Moment.Text(at) : "")}.");
    }

    private static string Words(SpecApplied done, bool asks)
    {
        var clock = done.Clock is { } schedule ? $"{schedule.Cron} {schedule.TimeZone}, caught up {DurationText.Of(schedule.CatchUp)}" : "none";
        return done.Schedule switch
        {
            ScheduleDone.Nothing => $"schedule: {clock}, as it was",
            ScheduleDone.Made => $"schedule: {clock}, {(asks ? "would be made" : "made")}",
            ScheduleDone.Changed => $"schedule: {clock}, {(asks ? "would be changed" : "changed")} where it is",
            _ => $"schedule: {(asks ? "would be ended" : "ended")}, because the spec has none",
        };
    }
}
