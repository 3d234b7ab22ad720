using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Rollouts;
using Mdlc.Worker;
using Spectre.Console;

namespace Mdlc.Starter.Commands;

/// <summary><c>worker</c>: does the work of a home's projects for the server that the environment names, or for this home's engine.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var projects = new Option<string[]>("--project") { Description = "A project to serve from the start; those in the catalog are found by themselves.", AllowMultipleArgumentsPerToken = true }.IsName().CompletesProjects();
        var build = new Option<string?>("--build-id") { Description = $"What this build of the workers is called: runs end on the build that began them. Else {WorkerBuild.Variable}.", HelpName = "build" };
        build.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !WorkerBuild.IsValid(token.Value))
            {
                result.AddError($"Found --build-id '{token.Value}', expected {WorkerBuild.Form}.");
            }
        });
        var command = new Command("worker", "Do the work: poll task queues and run activities.") { projects, build, RolloutCommand.CreateStatus(), RolloutCommand.CreateRollout() };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var named = parse.GetValue(projects) ?? [];
            var own = parse.GetValue(build) is { } id ? new WorkerBuild(id) : WorkerBuild.FromEnvironment();
            await using var session = await context.OpenSessionAsync(named, cancellationToken, build: own);
            await using var worker = session.IsEmbedded
                ? null
                : MdlcWorker.Start(context.Home, context.Catalog, session.Client, named, own, context.Loggers, context.Time);
            var ready = new WorkerReady(session.Address, session.Client.Options.Namespace, named, context.Home.Root, own?.Id);
            context.Report.Document(ready, terminal => terminal.WriteLine($"worker of {context.Home.Root}{(own is null ? "" : $", build {own.Id}")}, server {session.Address}, namespace {ready.Namespace}. Ctrl-C ends it.{(own is null ? "" : $" It begins work once it is current: mdlc worker rollout {own.Id}")}"));
            await (session.IsEmbedded ? session.KeepAsync(cancellationToken) : Waiting.UntilCancelledAsync(cancellationToken));
            return ExitCode.Ok;
        });
        return command;
    }
}
