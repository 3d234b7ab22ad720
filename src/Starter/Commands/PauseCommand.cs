using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Steering;
using Mdlc.Workflows.Changes;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>pause MODEL</c> and <c>resume MODEL</c>: whether triggers set off runs.</summary>
internal static class PauseCommand
{
    public static Command CreatePause()
    {
        var (name, reason) = (ModelName.Argument("model"), Reason(required: true));
        var command = new Command("pause", "Let a model's triggers wait; what persons ask for still runs.") { name, reason };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var done = await AskAsync(
                context, parse.GetValue(name)!, parse.GetValue(reason)!, (asker, model, request) => asker.AskAsync(model.Project, model.Model, l => l.PauseAsync(request), request.Id, cancellationToken), cancellationToken);
            context.Report.Document(done, terminal => terminal.WriteLine($"{done.Project}/{done.Model} is paused. What comes meanwhile waits, and is one run afterwards: mdlc resume {done.Project}/{done.Model}"));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command CreateResume()
    {
        var (name, reason) = (ModelName.Argument("model"), Reason(required: false));
        var command = new Command("resume", "Let a model's triggers set off runs again.") { name, reason };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var done = await AskAsync(
                context, parse.GetValue(name)!, parse.GetValue(reason) ?? "", (asker, model, request) => asker.AskAsync(model.Project, model.Model, l => l.ResumeAsync(request), request.Id, cancellationToken), cancellationToken);
            context.Report.Document(done, terminal => terminal.WriteLine($"{done.Project}/{done.Model} goes on; it was paused since {Moment.Text(done.Pause.Since)} by {done.Pause.By}: {done.Pause.Reason}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<PauseDone> AskAsync(
        CommandContext context,
        string name,
        string reason,
        Func<LifecycleAsker, (string Project, string Model), PauseRequest, Task<Pause>> ask,
        CancellationToken cancellationToken)
    {
        var model = await ModelName.ResolveRunAsync(context, name, cancellationToken);
        var request = new PauseRequest(Guid.NewGuid().ToString("n"), Asker.Name, reason.Trim());
        await using var session = await context.OpenSessionAsync([model.Project], cancellationToken);
        return new PauseDone(model.Project, model.Model, await ask(new LifecycleAsker(context, session), model, request));
    }

    private static Option<string> Reason(bool required) => new Option<string>("--reason") { Description = "Why, for the model's record.", HelpName = "text", Required = required }.HasWords();
}
