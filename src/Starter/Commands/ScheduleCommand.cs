using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Schedules;
using Mdlc.Starter.Steering;
using Mdlc.Workflows.Triggers;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>schedule MODEL</c>: when a model is trained by itself.</summary>
internal static class ScheduleCommand
{
    private static readonly Argument<string> Model = ModelName.Argument("model");

    private static readonly Option<string?> Cron = new("--cron") { Description = "When, e.g. \"0 3 * * *\" for 03:00 every night. Makes the schedule, or changes it." };

    private static readonly Option<string?> TimeZone = new("--time-zone") { Description = "The zone that the cron expression is in, e.g. Europe/Berlin. Without it, the zone that the schedule has, or UTC." };

    private static readonly Option<string?> SpecFile = new Option<string?>("--spec") { Description = "Train with this spec as it is now, instead of the one that the model was last run with by then." }.IsPath();

    private static readonly Option<bool> Pause = new("--pause") { Description = "Let no time come round until it is resumed." };

    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on after a pause." };

    private static readonly Option<bool> Delete = new("--delete") { Description = "End the schedule." };

    private static readonly Option<bool> Show = new("--show") { Description = "Show how it stands; also what is done without any option." };

    public static Command Create()
    {
        var command = new Command("schedule", "Train a model by itself, when a cron expression says.") { Model, Cron, TimeZone, SpecFile, Pause, Resume, Delete, Show };
        command.Validators.Add(result =>
        {
            var asked = new Option[] { Cron, Pause, Resume, Delete, Show }.Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToList();
            if (asked.Count > 1)
            {
                result.AddError($"Found {string.Join(" and ", asked)}, expected one of them.");
            }
            else if (!asked.Contains(Cron.Name) && new Option[] { TimeZone, SpecFile }.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } alone)
            {
                result.AddError($"{alone.Name} goes with --cron.");
            }
        });
        command.SetBody(CatalogAccess.ReadWrite, ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(CommandContext context, ParseResult parse, CancellationToken cancellationToken)
    {
        var cron = parse.GetValue(Cron);
        var timeZone = parse.GetValue(TimeZone);
        if (cron is not null)
        {
            CronText.Check(cron, timeZone, context.Time.GetUtcNow());
        }

        var (project, model) = await ModelName.ResolveRunAsync(context, parse.GetValue(Model)!, cancellationToken);
        var applied = (await context.Catalog.Runs.AppliedAsync(project, model, cancellationToken))?.Spec;
        var spec = parse.GetValue(SpecFile) is { } file ? ReadSpec(file, project, model) : null;
        if (spec is not null && applied is not null)
        {
            throw new UserException($"A spec is applied to {project}/{model}, and its schedule trains with that one. Apply this one instead: mdlc apply {parse.GetValue(SpecFile)}", ExitCode.Usage);
        }

        await using var session = await context.OpenSessionAsync([project], cancellationToken);
        var schedule = new ModelSchedule(session.Client, project, model);
        if (applied is not null && (cron is not null || parse.GetValue(Delete)))
        {
            await ChangeFieldAsync(context, session, applied, cron, timeZone, cancellationToken);
        }

        if (parse.GetValue(Delete))
        {
            var deleted = new ScheduleDeleted(
                project, model, applied is null ? await schedule.DeleteAsync(cancellationToken) : ScheduledTrigger.IdOf(project, model));
            context.Report.Document(deleted, terminal => terminal.WriteLine($"{project}/{model} has no schedule any more."));
            return ExitCode.Ok;
        }

        await (cron is not null && applied is not null ? Task.CompletedTask
            : cron is not null ? schedule.SetAsync(cron, timeZone, spec, atOnce: false, cancellationToken)
            : parse.GetValue(Pause) ? schedule.PauseAsync("paused by mdlc schedule", cancellationToken)
            : parse.GetValue(Resume) ? schedule.ResumeAsync("resumed by mdlc schedule", cancellationToken)
            : Task.CompletedTask);
        var view = await schedule.ShowAsync(cancellationToken);
        view = applied is not null && view.Spec == ScheduledSpec.Latest ? view with { Spec = ScheduledSpec.Applied } : view;
        context.Report.Document(view, terminal => Draw(terminal, view));
        if (session.IsEmbedded && !view.Paused)
        {
            context.Report.Line($"It comes round while an engine of this home runs: keep one with mdlc dev. Missed times of the last {DurationText.Of(view.CatchUp)} are caught up, as one run.");
        }

        return ExitCode.Ok;
    }

    /// <summary>The schedule is a field of the applied spec: that is changed, and the schedule with it.</summary>
    /// <exception cref="UserException">There is none to be ended.</exception>
    private static async Task ChangeFieldAsync(
        CommandContext context, EngineSession session, ModelSpec applied, string? cron, string? timeZone, CancellationToken cancellationToken)
    {
        var present = applied.Triggers.Schedule;
        if (cron is null && present is null)
        {
            throw new UserException($"{applied.Project}/{applied.Model} has no schedule. Give it one: mdlc schedule {applied.Project}/{applied.Model} --cron \"0 3 * * *\"");
        }

        var wanted = cron is null ? null : (present ?? new ScheduleSpec { Cron = cron }) with { Cron = cron, TimeZone = timeZone ?? present?.TimeZone ?? ScheduleSpec.DefaultTimeZone };
        await new SpecApplication(context, session).ApplyAsync(applied with { Triggers = applied.Triggers with { Schedule = wanted } }, cancellationToken);
    }

    /// <exception cref="UserException">It is another model's.</exception>
    private static ModelSpec ReadSpec(string file, string project, string model)
    {
        var spec = SpecLoader.Load(file);
        return (spec.Project, spec.Model) == (project, model)
            ? spec
            : throw new UserException($"Found the spec of {spec.Project}/{spec.Model} in {file}, expected that of {project}/{model}.", ExitCode.Usage);
    }

    private static void Draw(IAnsiConsole terminal, ScheduleView view)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row("model", $"{view.Project}/{view.Model}");
        Row("cron", $"{view.Cron}   {view.TimeZone}");
        Row("state", view.Paused ? $"paused ({view.Note})" : "on");
        Row("spec", view.Spec switch
        {
            ScheduledSpec.Pinned => "the one given with --spec",
            ScheduledSpec.Applied => "the one that is applied",
            _ => "the one last run by then",
        });
        Row(view.Paused ? "would be" : "next", string.Join("   ", view.Next.Take(5).Select(Moment.Text)));
        if (view.Missed > 0)
        {
            Row("missed", view.Missed.ToString(CultureInfo.InvariantCulture));
        }

        terminal.Write(grid);
        if (view.Recent.Count == 0)
        {
            return;
        }

        var recent = new Table().Border(TableBorder.Rounded).AddColumns("due", "fired", "workflow");
        foreach (var firing in view.Recent)
        {
            recent.AddRow(new Text(Moment.Text(firing.Due)), new Text(Moment.Text(firing.Fired)), new Text(firing.Workflow));
        }

        terminal.Write(recent);

        void Row(string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
    }
}
