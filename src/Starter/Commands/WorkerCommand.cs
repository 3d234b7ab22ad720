using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>worker</c>: does the work of a home's projects for the server that the environment names, or for this home's engine.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var projects = new Option<string[]>("--project") { Description = "A project to serve from the start; those in the catalog are found by themselves.", AllowMultipleArgumentsPerToken = true }.IsName().CompletesProjects();
        var command = new Command("worker", "Do the work: poll task queues and run activities.") { projects };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var named = parse.GetValue(projects) ?? [];
            await using var session = await context.OpenSessionAsync(named, cancellationToken);
            await using var worker = session.IsEmbedded
                ? null
                : MdlcWorker.Start(context.Home, context.Catalog, session.Client, named, context.Loggers, context.Time);
            var ready = new WorkerReady(session.Address, session.Client.Options.Namespace, named, context.Home.Root);
            context.Report.Document(ready, terminal => terminal.WriteLine($"worker of {context.Home.Root}, server {session.Address}, namespace {ready.Namespace}. Ctrl-C ends it."));
            await (session.IsEmbedded ? session.KeepAsync(cancellationToken) : Waiting.UntilCancelledAsync(cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }
}
