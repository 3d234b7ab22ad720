using System.CommandLine;
using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Monitoring;
using Spectre.Console;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Commands;

/// <summary><c>monitor NAME</c>: are the rows that come in still like those the champion was trained on?</summary>
internal static class MonitorCommand
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The model: project/model, or model." };
        var file = new Option<string?>("--file") { Description = "The rows to compare; without it, the logged predictions." };
        var command = new Command("monitor", "Compare a file, or logged predictions, with what the champion was trained on.") { name, file };
        command.SetBody(CatalogAccess.ReadWrite, async (context, parse, cancellationToken) =>
        {
            var (project, model) = await ModelName.ResolveAsync(context, parse.GetValue(name)!, cancellationToken);
            var path = parse.GetValue(file) is { } given ? Path.GetFullPath(given) : null;
            if (path is not null && !File.Exists(path))
            {
                throw new UserException($"There is no file {path}.");
            }

            await using var session = await context.OpenSessionAsync([project], cancellationToken);
            var result = await CompareAsync(context, session, new MonitorInput(project, model, path, null, null), Guid.NewGuid().ToString("n"), cancellationToken);
            context.Report.Document(result, terminal => Draw(terminal, result));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Runs the window's workflow and waits; when the process that held the engine dies meanwhile, goes on here.</summary>
    internal static async Task<MonitorResult> CompareAsync(
        CommandContext context, EngineSession session, MonitorInput input, string window, CancellationToken cancellationToken)
    {
        var options = new WorkflowOptions($"monitor/{input.Project}/{input.Model}/{window}", new TaskQueues(input.Project).Workflows)
        {
            IdConflictPolicy = Temporalio.Api.Enums.V1.WorkflowIdConflictPolicy.UseExisting,
            StaticSummary = $"monitor {input.Model}",
            TypedSearchAttributes = new SearchAttributeCollection.Builder()
                .Set(SearchAttributes.Project, input.Project)
                .Set(SearchAttributes.Model, input.Model)
                .ToSearchAttributeCollection(),
            Rpc = new() { CancellationToken = cancellationToken },
        };
        await session.Client.StartWorkflowAsync((MonitorWindow m) => m.RunAsync(input), options);
        var workers = new Workers(session, input.Project, context.Time);
        var told = false;
        while (true)
        {
            try
            {
                var result = session.Client.GetWorkflowHandle(options.Id!).GetResultAsync<MonitorResult>(rpcOptions: new() { CancellationToken = cancellationToken });
                if (!told && await workers.AreMissingForAsync(result, cancellationToken))
                {
                    told = true;
                    Report.Warn(workers.Missing);
                }

                return await session.AnswerAsync(result, cancellationToken);
            }
            catch (WorkflowFailedException failed)
            {
                throw new UserException(Failures.Sentence(failed.InnerException ?? failed), inner: failed);
            }
            catch (RpcException) when (!session.IsEmbedded && !session.IsConfigured)
            {
                await session.EnsureAsync(cancellationToken);
                await Task.Delay(RetryEvery, cancellationToken);
            }
        }
    }

    private static void Draw(IAnsiConsole terminal, MonitorResult result)
    {
        terminal.WriteLine(result.Summary);
        terminal.WriteLine($"report  {result.Report}");
    }
}
