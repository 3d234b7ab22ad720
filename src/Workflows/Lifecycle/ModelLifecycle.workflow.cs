using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Runs;
using Temporalio.Api.Enums.V1;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;
using ParentClosePolicy = Temporalio.Workflows.ParentClosePolicy;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>
/// One per model, and it lives for years: takes what asks for training, keeps at most one run in flight, remembers the champion, and moves it when a person asks. It
/// never awaits a run. Runs are started to outlive it and report by signal; in case a report never comes (an operator ended the run) it
/// asks the server every half minute.
/// </summary>
[Workflow]
public partial class ModelLifecycle : IRunListener
{
    private static readonly TimeSpan ReconcileEvery = TimeSpan.FromSeconds(30);

    private LifecycleState _state;
    private Task<ChampionMoved>? _moving;

    [WorkflowInit]
    public ModelLifecycle(LifecycleState state)
    {
        _state = state;
    }

    public static string IdOf(string project, string model) => $"model/{project}/{model}";

    [WorkflowRun]
    public virtual async Task RunAsync(LifecycleState state)
    {
        // What it has not told when this run of the workflow ends, the next one tells.
        _ = TellAsync();
        if (IsByRules)
        {
            await LiveByRulesAsync();
        }
        else
        {
            await LiveAsBeforeAsync();
        }

        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
        throw Workflow.CreateContinueAsNewException((ModelLifecycle l) => l.RunAsync(_state));
    }

    private async Task LiveAsBeforeAsync()
    {
        while (!IsOver)
        {
            if (LifecyclePolicy.Next(_state) != NextRun.None)
            {
                await StartNextAsync();
            }
            else if (_state.InFlight is { } run)
            {
                await WatchAsync(run);
            }
            else
            {
                await Workflow.WaitConditionAsync(() => LifecyclePolicy.Next(_state) != NextRun.None || IsOver);
            }
        }
    }

    /// <summary>Asks for a run: first in, first out, each with its own spec.</summary>
    [WorkflowSignal]
    public Task TrainingRequestedAsync(TrainingRequest request)
    {
        _state = LifecyclePolicy.Request(_state, request with { At = Now });
        return Task.CompletedTask;
    }

    /// <summary>Takes back a request whose run has not begun.</summary>
    [WorkflowSignal]
    public Task RequestWithdrawnAsync(RunKey run)
    {
        _state = LifecyclePolicy.Withdraw(_state, run);
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task DataArrivedAsync(DataArrival arrival)
    {
        _state = LifecyclePolicy.Arrive(_state, arrival with { At = Now });
        return Task.CompletedTask;
    }

    /// <summary>Asks for a run because its time has come; one that waits already is this one.</summary>
    [WorkflowSignal]
    public Task TrainingDueAsync(TrainingDue due)
    {
        _state = LifecyclePolicy.ComeDue(_state, due with { At = Now, First = Now });
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task RunFinishedAsync(RunFinished finished)
    {
        Become(Triggering.Finish(_state, finished, Now));
        return Task.CompletedTask;
    }

    /// <summary>Moves the champion because a person wants it. One move at a time; who asks for the same as the one under way hears how that ended.</summary>
    /// <returns>What it came to, once servers answer with the version and the alias stands on it.</returns>
    [WorkflowUpdate]
    public async Task<ChampionMoved> MoveChampionAsync(ChampionMove move)
    {
        if (_moving is { } underWay)
        {
            return await underWay;
        }

        _state = _state with { Moving = move };
        try
        {
            _moving = ChampionSteps.MoveAsync(new(_state.Project, _state.Model, move));
            var moved = await _moving;
            Become(Alarming.DropMoot(_state with { Champion = moved.To }, Now));
            return moved;
        }
        finally
        {
            _moving = null;
            _state = _state with { Moving = null };
        }
    }

    [WorkflowUpdateValidator(nameof(MoveChampionAsync))]
    public void ValidateMoveChampion(ChampionMove move) => MoveDecisions.Require(move, _state.Moving);

    [WorkflowQuery]
    public LifecycleState State() => _state;

    private async Task StartNextAsync()
    {
        // A signal may come while this awaits: what is started is taken out of the state before the first await.
        var request = LifecyclePolicy.Next(_state) switch
        {
            NextRun.Requested => TakeRequest(),
            NextRun.Due => await TakeDueAsync(_state.Due!),
            _ => await TakeArrivalsAsync(),
        };
        await StartAsync(request, [], []);
    }

    private async Task StartAsync(TrainingRequest request, IReadOnlyList<RunCause> causes, IReadOnlyList<RunWait> waits)
    {
        _state = LifecyclePolicy.Begin(_state, request.Run);
        try
        {
            await Workflow.StartChildWorkflowAsync(
                (TrainingRun r) => r.RunAsync(new(request.Run, request.Spec, request.Trigger, Workflow.Info.WorkflowId) { TakeOver = request.TakeOver, Causes = causes, Waits = waits }),
                ChildOptions(request));
        }
        catch (WorkflowAlreadyStartedException)
        {
            // Started before a reset or by hand: it is watched like any other.
            Workflow.Logger.LogRunAlreadyStarted(request.Run.ToString());
        }
    }

    private TrainingRequest TakeRequest()
    {
        var request = _state.Queue[0];
        _state = _state with { Queue = [.. _state.Queue.Skip(1)] };
        return request;
    }

    private async Task<TrainingRequest> TakeDueAsync(TrainingDue due)
    {
        _state = _state with { Due = null };
        var run = await Workflow.ExecuteActivityAsync(
            (IRunActivities a) => a.AllocateRunAsync(new(due.Spec, RunTrigger.Schedule, due.Id)),
            StageOptions.Quick("allocate: a run for the schedule"));
        return new TrainingRequest(run, due.Spec, RunTrigger.Schedule);
    }

    private async Task<TrainingRequest> TakeArrivalsAsync()
    {
        var newest = _state.Arrivals[^1];
        var spec = _state.Spec! with { Source = _state.Spec.Source with { Path = newest.File, Arrivals = ArrivalPattern.Of(_state.Spec.Source) } };
        _state = _state with { Arrivals = [], Merged = null };
        var run = await Workflow.ExecuteActivityAsync(
            (IRunActivities a) => a.AllocateRunAsync(new(spec, RunTrigger.DataArrived, LifecyclePolicy.KeyOf(newest))),
            StageOptions.Quick("allocate: a run for the data that arrived"));
        return new TrainingRequest(run, spec, RunTrigger.DataArrived);
    }

    private static ChildWorkflowOptions ChildOptions(TrainingRequest request) => new()
    {
        Id = request.Run.WorkflowId,
        IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
        ParentClosePolicy = ParentClosePolicy.Abandon,
        StaticSummary = $"run {request.Run.Number} of {request.Run.Model}",
        TypedSearchAttributes = new SearchAttributeCollection.Builder()
            .Set(SearchAttributes.Project, request.Run.Project)
            .Set(SearchAttributes.Model, request.Run.Model)
            .Set(SearchAttributes.State, RunState.Running.ToString().ToLowerInvariant())
            .Set(SearchAttributes.Trigger, request.Trigger.ToString().ToLowerInvariant())
            .ToSearchAttributeCollection(),
    };

    private async Task WatchAsync(RunKey run)
    {
        if (await Workflow.WaitConditionAsync(() => _state.InFlight != run || IsOver, ReconcileEvery))
        {
            return;
        }

        var liveness = await Workflow.ExecuteActivityAsync(
            (IRunActivities a) => a.DescribeRunAsync(run), StageOptions.Quick($"reconcile: run {run.Number}"));
        if (liveness != RunLiveness.Open && _state.InFlight == run)
        {
            Become(Triggering.Finish(_state, new RunFinished(run, RunState.Terminated, null, null, null), Now));
        }
    }
}
