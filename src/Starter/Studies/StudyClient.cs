using System.Linq.Expressions;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Studies;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Studies;

/// <summary>Asks a run's study, and tells it what a person decided.</summary>
internal sealed class StudyClient(EngineSession session, ICatalog catalog, TimeProvider time, RunKey run)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="UserException">No study of the run is under way, or nobody answers.</exception>
    public Task<Leaderboard> ShowAsync(CancellationToken cancellationToken) =>
        AnswerAsync((study, rpc) => study.QueryAsync(s => s.Leaderboard(), new() { Rpc = rpc }), cancellationToken);

    /// <returns>The leaderboard, once the study has taken the order.</returns>
    /// <exception cref="UserException">It refuses, with the sentence why; no study of the run is under way, or nobody answers.</exception>
    public async Task<Leaderboard> TellAsync(Expression<Func<ModelStudy, Task<StudyStatus>>> order, CancellationToken cancellationToken)
    {
        await AnswerAsync((study, rpc) => study.ExecuteUpdateAsync(order, new() { Rpc = rpc }), cancellationToken);
        return await ShowAsync(cancellationToken);
    }

    private async Task<T> AnswerAsync<T>(Func<WorkflowHandle<ModelStudy>, RpcOptions, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var answer = ask(session.Client.GetWorkflowHandle<ModelStudy>($"{run.WorkflowId}/tuning"), new() { CancellationToken = either.Token });
        var workers = new Workers(session, run.Project, time);
        try
        {
            if (await workers.AreMissingForAsync(answer, cancellationToken))
            {
                throw new UserException($"The study of run {run} does not answer. {workers.Missing}   Then run this again.");
            }

            return await answer;
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            throw new UserException(await NoneAsync(cancellationToken), inner: missing);
        }
        catch (WorkflowUpdateFailedException refused)
        {
            throw new UserException(Failures.Sentence(refused.InnerException ?? refused), inner: refused);
        }
        catch (Exception late) when (late is WorkflowUpdateRpcTimeoutOrCanceledException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UserException($"No worker has answered for the study of run {run} within {Patience.TotalSeconds:0} s. {workers.StartLine}", inner: late);
        }
        finally
        {
            await either.CancelAsync();
        }
    }

    private async Task<string> NoneAsync(CancellationToken cancellationToken)
    {
        var (report, spec) = (await catalog.Runs.GetAsync(run, cancellationToken), await catalog.Runs.GetSpecAsync(run, cancellationToken));
        var why = spec is { Tune.Searches: false } ? "its spec has no search (tune)"
            : report is { State: RunState.Queued } ? "it has not begun"
            : report is not null && report.Stages.FirstOrDefault(stage => stage.Name == StageName.Tune) is { State: StageState.Waiting } ? "the search has not begun"
            : report?.Leaderboard is not null ? "the search has ended"
            : $"the run is {report?.State.ToString().ToLowerInvariant()}";
        return $"No study of run {run} is under way: {why}. See: mdlc run show {run}";
    }
}
