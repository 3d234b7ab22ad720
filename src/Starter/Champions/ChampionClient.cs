using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Champions;

/// <summary>Asks a model's lifecycle to move its champion, and waits until servers answer with the version and the alias stands on it.</summary>
internal sealed class ChampionClient(CommandContext context, EngineSession session)
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);

    /// <exception cref="UserException">It is refused, with the sentence why; or nobody is there to do it.</exception>
    public async Task<ChampionMoved> MoveAsync(string project, string model, ChampionMove move, CancellationToken cancellationToken)
    {
        var aliases = await context.Catalog.Models.AliasesAsync(project, model, cancellationToken);
        var start = new LifecycleState { Project = project, Model = model, Champion = aliases.Find(AliasName.Champion) };
        var workers = new Workers(session, project, context.Time);
        while (true)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var answer = LifecycleClient.MoveAsync(session.Client, start, move, leave.Token);
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
                // The process that held the engine is gone: asked again by its name, the move goes on where it was.
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
