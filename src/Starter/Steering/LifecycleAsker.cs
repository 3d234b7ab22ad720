using System.Linq.Expressions;
using Mdlc.Activities.Runs;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Steering;

/// <summary>Asks a model's lifecycle for something, and waits for its answer.</summary>
internal sealed class LifecycleAsker(CommandContext context, EngineSession session)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);

    /// <exception cref="UserException">It is refused, with the sentence why; or nobody is there to do it.</exception>
    public async Task<T> AskAsync<T>(string project, string model, Expression<Func<ModelLifecycle, Task<T>>> update, string id, CancellationToken cancellationToken)
    {
        var start = await Lifecycles.BeginningAsync(context.Catalog, project, model, cancellationToken);
        var workers = new Workers(session, project, context.Time);
        while (true)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var answer = LifecycleClient.AskAsync(session.Client, start, update, id, leave.Token);
            try
            {
                if (await workers.AreMissingForAsync(answer, cancellationToken))
                {
                    throw new UserException($"Nobody answers for {project}/{model}. {workers.Missing}   Then run this again.");
                }

                return await session.AnswerAsync(answer, cancellationToken);
            }
            catch (WorkflowUpdateFailedException refused)
            {
                throw new UserException(Failures.Sentence(refused.InnerException ?? refused), inner: refused);
            }
            catch (Exception lost) when (lost is RpcException or WorkflowUpdateRpcTimeoutOrCanceledException && !session.IsEmbedded && !session.IsConfigured)
            {
                // The process that held the engine is gone: asked again by its name, it goes on where it was.
                cancellationToken.ThrowIfCancellationRequested();
                await session.EnsureAsync(cancellationToken);
                await Task.Delay(RetryEvery, context.Time, cancellationToken);
            }
            finally
            {
                await leave.CancelAsync();
            }
        }
    }
}
