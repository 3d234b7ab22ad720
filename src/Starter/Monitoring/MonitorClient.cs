using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Monitoring;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Monitoring;

/// <summary>Asks the workflows to compare a window of rows with what the champion was trained on.</summary>
internal sealed class MonitorClient(CommandContext context, EngineSession session)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the window's workflow and waits; when the process that held the engine dies meanwhile, goes on here.</summary>
    /// <param name="window">While one of the same name is being compared, it is that one.</param>
    /// <exception cref="UserException">It cannot be compared.</exception>
    public async Task<MonitorResult> CompareAsync(MonitorInput input, string window, CancellationToken cancellationToken)
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
}
