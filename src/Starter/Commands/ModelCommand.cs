using System.CommandLine;
using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Schedules;
using Spectre.Console;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Commands;

/// <summary><c>model show NAME</c>: a model's versions and every move of its aliases.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The model: project/model, or model where no other project has it." };
        var show = new Command("show", "Show a model's versions and the history of its aliases.") { name };
        show.SetBody(CatalogAccess.ReadOnly, async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var view = new ModelView(
                project,
                model,
                await context.Catalog.Models.AliasesAsync(project, model, cancellationToken),
                await context.Catalog.Models.ListAsync(project, model, cancellationToken),
                await context.Catalog.Models.HistoryAsync(project, model, cancellationToken),
                await FindScheduleAsync(context, project, model, cancellationToken));
            context.Report.Document(view, terminal => Draw(terminal, view));
            return ExitCode.Ok;
        });
        return new Command("model", "Look at one model.") { show };
    }

    private static async Task<ScheduleView?> FindScheduleAsync(CommandContext context, string project, string model, CancellationToken cancellationToken)
    {
        try
        {
            return await EngineSession.TryAttachAsync(context.Home, context.Loggers) is { } client
                ? await new ModelSchedule(client, project, model).FindAsync(cancellationToken)
                : null;
        }
        catch (RpcException)
        {
            // What is asked for is the model; its schedule is shown where it can be had.
            return null;
        }
    }

    private static void Draw(IAnsiConsole terminal, ModelView view)
    {
        var versions = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{view.Project}/{view.Model}"))
            .AddColumns("version", "alias", "run", "created", "model digest", "folder");
        foreach (var package in view.Versions)
        {
            versions.AddRow(
                new Text(package.Version.ToString(CultureInfo.InvariantCulture)),
                new Text(string.Join(", ", view.Aliases.Where(a => a.Value == package.Version).Select(a => a.Key))),
                new Text(package.Run),
                new Text(Moment.Text(package.Created)),
                new Text(package.ModelDigest[..Math.Min(12, package.ModelDigest.Length)]),
                new Text(package.Folder));
        }

        terminal.Write(versions);
        var history = new Table().Border(TableBorder.Rounded).Title("aliases").AddColumns("at", "alias", "from", "to", "by", "reason");
        foreach (var change in view.History)
        {
            history.AddRow(
                new Text(Moment.Text(change.At)),
                new Text(change.Alias),
                new Text(change.From?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(change.To?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(change.By),
                new Text(change.Reason));
        }

        terminal.Write(history);
        if (view.Schedule is { } schedule)
        {
            terminal.WriteLine($"trained by itself at {schedule.Cron} {schedule.TimeZone}, {(schedule.Paused ? "paused" : $"next {schedule.Next.Select(Moment.Text).FirstOrDefault("never")}")}");
        }
    }
}
