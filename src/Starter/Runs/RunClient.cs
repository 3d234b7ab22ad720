using System.Linq.Expressions;
using Mdlc.Activities.Runs;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Steering;
using Mdlc.Web;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Runs;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Runs;

/// <summary>Asks the workflows for runs, and tells them what a person decided.</summary>
internal sealed class RunClient(EngineSession session, ICatalog catalog, TimeProvider time) : IArrivalSink
{
    /// <summary>How long an answer is waited for where somebody may be there to give it; a worker that has just been started takes some seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A suspended run holds its model until a person has decided.</summary>
    /// <exception cref="UserException">One is suspended and shall not be replaced.</exception>
    public async Task ClearSuspendedAsync(ModelSpec spec, bool replace, CancellationToken cancellationToken)
    {
        foreach (var report in await catalog.Runs.ActiveAsync(spec.Project, spec.Model, cancellationToken))
        {
            if (report.State != RunState.Suspended || !RunKey.TryParse(report.Run, out var run))
            {
                continue;
            }

            if (!replace)
            {
                throw new UserException(
                    $"Run {run} of this model is suspended: {report.Error} Retry it: mdlc run retry {run}   End it: mdlc run abort {run}   Take its place: --replace");
            }

            await AbortAsync(run, "replaced by a new run", cancellationToken);
        }
    }

    /// <summary>
    /// Queues a run with its model's lifecycle, which is started when it does not live yet. Should this process die before the lifecycle is told,
    /// the home's workers tell it.
    /// </summary>
    /// <param name="requestId">The same id asks for the same run.</param>
    /// <param name="takeOver">What it takes over from an earlier run; null: nothing.</param>
    /// <exception cref="UserException">The server cannot hold it: nothing is queued then.</exception>
    public async Task<RunKey> RequestAsync(ModelSpec spec, RunTrigger trigger, string requestId, TakeOver? takeOver, CancellationToken cancellationToken)
    {
        if (session.IsConfigured && await new ServerSetup(session.Client, time).MissingAsync(cancellationToken) is { Count: > 0 } missing)
        {
            throw new UserException($"{ServerSetup.Sentence(string.Join(", ", missing))}   Nothing was queued.");
        }

        var run = await catalog.Runs.AllocateAsync(
            new NewRun(spec.Project, spec.Model, spec, trigger, requestId, time.GetUtcNow()) { TakeOver = takeOver }, cancellationToken);
        var request = new TrainingRequest(run, spec, trigger) { TakeOver = takeOver, By = Asker.Name };
        try
        {
            await SignalLifecycleAsync(spec.Project, spec.Model, l => l.TrainingRequestedAsync(request), cancellationToken);
        }
        catch (RpcException lacking) when (ServerSetup.IsMissingIn(lacking))
        {
            var sentence = ServerSetup.Sentence(lacking.Message);
            var report = (await catalog.Runs.GetAsync(run, cancellationToken))!;
            await catalog.Runs.SaveAsync(report with { State = RunState.Aborted, Error = sentence }, cancellationToken);
            throw new UserException($"{sentence}   Run {run} was withdrawn.", inner: lacking);
        }
        catch (RpcException busy) when (busy.Code == RpcException.StatusCode.Unavailable && session.IsEmbedded)
        {
            // The workers of this process tell the lifecycle of it as soon as the engine takes it.
            Report.Warn($"Run {run} is queued, and begins once the engine takes it: {busy.Message}");
        }

        return run;
    }

    /// <summary>A run that a person asked for with this very spec and that has not ended.</summary>
    public async Task<RunReport?> FindSameAsync(ModelSpec spec, CancellationToken cancellationToken)
    {
        var wanted = MdlcJson.Serialize(spec);
        foreach (var report in await catalog.Runs.ActiveAsync(spec.Project, spec.Model, cancellationToken))
        {
            if (report.Trigger == RunTrigger.Manual && report.State != RunState.Suspended && RunKey.TryParse(report.Run, out var run)
                && await catalog.Runs.GetSpecAsync(run, cancellationToken) is { } known && MdlcJson.Serialize(known) == wanted)
            {
                return report;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task ArriveAsync(string project, string model, DataArrival arrival, CancellationToken cancellationToken) =>
        SignalLifecycleAsync(project, model, l => l.DataArrivedAsync(arrival), cancellationToken);

    /// <summary>Begins the suspended stage of a run again. Returns when the catalog says so too.</summary>
    /// <param name="with">What shall be different; null: nothing.</param>
    /// <exception cref="UserException">The run refuses: it is not suspended, or is being aborted, or cannot go on so.</exception>
    public async Task RetryAsync(RunKey run, RetryWith? with, CancellationToken cancellationToken)
    {
        if (!await TryUpdateAsync(run, (handle, options) => handle.ExecuteUpdateAsync(r => r.RetryStageAsync(with), options), cancellationToken))
        {
            var report = await catalog.Runs.GetAsync(run, cancellationToken);
            throw new UserException($"Run {run} is {report?.State.ToString().ToLowerInvariant()}; only a suspended run can be retried.");
        }

        await WaitAsync(run, r => r.State != RunState.Suspended, cancellationToken);
    }

    /// <summary>Ends a run, also one that has not begun, and waits until it is over.</summary>
    /// <exception cref="UserException">The run refuses: it has ended, or is being aborted already.</exception>
    public async Task<RunReport> AbortAsync(RunKey run, string reason, CancellationToken cancellationToken)
    {
        var report = await catalog.Runs.GetAsync(run, cancellationToken) ?? throw new UserException($"There is no run {run}.");
        if (HasEnded(report))
        {
            throw new UserException($"Run {run} has ended already: {report.State.ToString().ToLowerInvariant()}.");
        }

        await SignalLifecycleAsync(run.Project, run.Model, l => l.RequestWithdrawnAsync(run), cancellationToken);
        if (!await TryUpdateAsync(run, (handle, options) => handle.ExecuteUpdateAsync(r => r.AbortRunAsync(reason), options), cancellationToken))
        {
            await catalog.Runs.SaveAsync(report with { State = RunState.Aborted, Error = reason }, cancellationToken);
        }

        return await WaitAsync(run, HasEnded, cancellationToken);
    }

    public static bool HasEnded(RunReport report) => report.State is not (RunState.Queued or RunState.Running or RunState.Suspended);

    private Task SignalLifecycleAsync(string project, string model, Expression<Func<ModelLifecycle, Task>> signal, CancellationToken cancellationToken) =>
        new Lifecycles(catalog, session.Client).SignalAsync(project, model, signal, cancellationToken);

    /// <returns>False when no workflow of the run is open.</returns>
    /// <exception cref="UserException">The run refuses, with its sentence; or no worker answers for it.</exception>
    private async Task<bool> TryUpdateAsync(
        RunKey run, Func<WorkflowHandle<TrainingRun>, WorkflowUpdateOptions, Task> update, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var answer = update(session.Client.GetWorkflowHandle<TrainingRun>(run.WorkflowId), new() { Rpc = Rpc(either.Token) });
        try
        {
            await SayWhenNobodyAnswersAsync(answer, run, cancellationToken);
            await answer;
            return true;
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
        catch (WorkflowUpdateFailedException refused)
        {
            throw new UserException(refused.InnerException?.Message ?? refused.Message, inner: refused);
        }
        catch (Exception late) when (late is WorkflowUpdateRpcTimeoutOrCanceledException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UserException($"No worker has answered for run {run} within {Patience.TotalSeconds:0} s. {new Workers(session, run.Project, time).StartLine}", inner: late);
        }
        finally
        {
            // Whoever leaves before the answer is there does not wait for it.
            await either.CancelAsync();
        }
    }

    /// <exception cref="UserException">Nobody polls, so there will be no answer.</exception>
    private async Task SayWhenNobodyAnswersAsync(Task answer, RunKey run, CancellationToken cancellationToken)
    {
        var workers = new Workers(session, run.Project, time);
        if (await workers.AreMissingForAsync(answer, cancellationToken))
        {
            throw new UserException($"Run {run} does not answer. {workers.Missing}   Then run this again.");
        }
    }

    private async Task<RunReport> WaitAsync(RunKey run, Func<RunReport, bool> until, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + Patience;
        while (true)
        {
            var report = (await catalog.Runs.GetAsync(run, cancellationToken))!;
            if (until(report) || time.GetUtcNow() > deadline)
            {
                return report;
            }

            await session.EnsureAsync(cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }
    }

    private static RpcOptions Rpc(CancellationToken cancellationToken) => new() { CancellationToken = cancellationToken };
}
