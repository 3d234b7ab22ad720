using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Tuning;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Studies;

/// <summary>
/// A search over a trainer's options and what a spec leaves open of the feature plan: each trial is proposed by what earlier ones came to, and is an
/// activity. What it decides stands in <see cref="StudyDecisions"/>; what it knows is its state, so that killed processes change nothing of it.
/// </summary>
[Workflow]
public sealed class ModelStudy
{
    // Whoever changes these two does it behind a patch: where a history ends is part of it.
    private const int TrialsOfAHistory = 100;
    private const int BytesOfAHistory = 2 * 1024 * 1024;

    /// <summary>A timer may ring a moment early.</summary>
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(50);

    private readonly ModelStudyInput _input;
    private readonly TaskQueues _queues;
    private readonly bool _higherIsBetter;
    private readonly string _metric;
    private readonly SortedDictionary<int, RunningTrial> _underWay = [];

    /// <summary>Cancelled when those that are under way shall end with what they have.</summary>
    private readonly CancellationTokenSource _enough = new();

    private StudyState _state;
    private DateTime? _since;
    private int _begun;
    private bool _hasEnded;
    private Exception? _broken;

    [WorkflowInit]
    public ModelStudy(ModelStudyInput input)
    {
        _input = input;
        _queues = new TaskQueues(input.Run.Project);
        _metric = input.Spec.Tune.Metric ?? input.Spec.Evaluate.Metric;
        _higherIsBetter = MetricTable.HigherIsBetter(_metric);
        _state = input.State ?? StudyDecisions.Begin(input.Spec.Tune);
        _since = _state.IsPaused ? null : Workflow.UtcNow;
    }

    /// <returns>The leaderboard, best first, and the best trial's plan. A study all of whose trials failed is a result too.</returns>
    [WorkflowRun]
    public async Task<StudyOutcome> RunAsync(ModelStudyInput input)
    {
        using var over = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_enough.Token, Workflow.CancellationToken);
        var trials = new List<Task>();
        try
        {
            await PrepareAsync();
            trials.Add(KeepTimeAsync(over.Token));
            while (Step() is { Kind: not StudyStepKind.End } step && _broken is null)
            {
                switch (step.Kind)
                {
                    case StudyStepKind.Begin:
                        await BeginAsync(step.Through, trials, linked.Token);
                        break;
                    case StudyStepKind.Renew:
                        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
                        var next = input with { State = _state with { Seconds = Seconds() } };
                        throw Workflow.CreateContinueAsNewException((ModelStudy s) => s.RunAsync(next));
                    default:
                        await Workflow.WaitConditionAsync(() => Step().Kind != StudyStepKind.Wait || _broken is not null, Workflow.CancellationToken);
                        break;
                }
            }

            await Workflow.WaitConditionAsync(() => _underWay.Count == 0, Workflow.CancellationToken);
        }
        finally
        {
            over.Cancel();
            if (_broken is not null || Workflow.CancellationToken.IsCancellationRequested)
            {
                _enough.Cancel();
            }

            await Workflow.WhenAllAsync(trials);
        }

        return await EndAsync();
    }

    /// <summary>No further trial is begun until it is resumed; those that are under way go on.</summary>
    [WorkflowUpdate]
    public Task<StudyStatus> PauseAsync()
    {
        _state = _state with { IsPaused = true, Seconds = Seconds() };
        _since = null;
        return Task.FromResult(Status());
    }

    [WorkflowUpdateValidator(nameof(PauseAsync))]
    public void ValidatePause() => StudyDecisions.RequirePause(_state, _state.Ending);

    [WorkflowUpdate]
    public Task<StudyStatus> ResumeAsync()
    {
        _state = _state with { IsPaused = false };
        _since = Workflow.UtcNow;
        return Task.FromResult(Status());
    }

    [WorkflowUpdateValidator(nameof(ResumeAsync))]
    public void ValidateResume() => StudyDecisions.RequireResume(_state, _state.Ending);

    /// <summary>Ends the study with what there is: trials under way end after the iteration that they are at.</summary>
    [WorkflowUpdate]
    public Task<StudyStatus> StopAsync(string reason)
    {
        End(reason);
        return Task.FromResult(Status());
    }

    [WorkflowUpdateValidator(nameof(StopAsync))]
    public void ValidateStop(string reason) => StudyDecisions.RequireStop(_state);

    /// <summary>Gives it more of what its budget is in.</summary>
    [WorkflowUpdate]
    public Task<StudyStatus> ExtendAsync(StudyBudget more)
    {
        _state = StudyDecisions.Extend(_state, more);
        return Task.FromResult(Status());
    }

    [WorkflowUpdateValidator(nameof(ExtendAsync))]
    public void ValidateExtend(StudyBudget more) => StudyDecisions.RequireExtension(more, _state);

    /// <summary>How many trials are under way at once from now on.</summary>
    [WorkflowUpdate]
    public Task<StudyStatus> SetParallelAsync(int parallel)
    {
        _state = _state with { Parallel = parallel };
        return Task.FromResult(Status());
    }

    [WorkflowUpdateValidator(nameof(SetParallelAsync))]
    public void ValidateSetParallel(int parallel) => StudyDecisions.RequireParallel(parallel, _state);

    [WorkflowQuery]
    public Leaderboard Leaderboard() =>
        new(_metric, _higherIsBetter, _state.Budget.Trials ?? _state.Next, StudyDecisions.Chosen(_state.Trials, _state.Prepared?.Space)) { Study = Status() };

    private StudyStatus Status()
    {
        var end = StudyDecisions.EndOf(_state, _input.Spec.Tune, _higherIsBetter, Seconds());
        var phase = _hasEnded ? StudyPhase.Ended : end is not null ? StudyPhase.Ending : _state.IsPaused ? StudyPhase.Paused : StudyPhase.Running;
        return new StudyStatus(phase, _state.Budget, StudyDecisions.SpentBy(_state, Seconds()), _state.Parallel)
        {
            Tuner = _input.Spec.Tune.Tuner ?? TunerKind.Random,
            Pruner = _input.Spec.Tune.Pruner,
            End = end,
            UnderWay = [.. _underWay.Values],
            Notes = _state.Prepared?.Notes ?? [],
            Space = _state.Prepared?.Space,
        };
    }

    private StudyStep Step() =>
        StudyDecisions.Next(_state, _input.Spec.Tune, _higherIsBetter, _underWay.Count, Seconds(), IsHistoryLong);

    private bool IsHistoryLong => _begun >= TrialsOfAHistory || Workflow.CurrentHistorySize > BytesOfAHistory || Workflow.ContinueAsNewSuggested;

    private double Seconds() => _state.Seconds + (_since is { } since ? (Workflow.UtcNow - since).TotalSeconds : 0);

    private void End(string reason)
    {
        _state = _state with { Ending = _state.Ending ?? reason, IsPaused = false };
        _enough.Cancel();
    }

    private async Task PrepareAsync()
    {
        if (_state.Prepared is null)
        {
            var input = new PrepareStudyInput(_input.Run, _input.Spec, _input.Split, _input.Plan);
            var prepared = await ThroughInterruptionsAsync(() => Workflow.ExecuteActivityAsync(
                (IStudyActivities a) => a.PrepareStudyAsync(input), StageOptions.Work(_queues.Data, "the space of the study", Workflow.CancellationToken)));
            _state = _state with { Prepared = prepared };
        }
    }

    /// <summary>Ends the study when its time is over.</summary>
    private async Task KeepTimeAsync(CancellationToken over)
    {
        try
        {
            while (StudyDecisions.SecondsLeft(_state, Seconds()) is { } left)
            {
                if (left <= 0)
                {
                    End("its time is over");
                    return;
                }

                var look = TimeSpan.FromSeconds(left);
                await Workflow.DelayAsync(look > ShortestLook ? look : ShortestLook, over);
                await Workflow.WaitConditionAsync(() => !_state.IsPaused, over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The study has ended by itself.
        }
    }

    private async Task BeginAsync(int through, List<Task> trials, CancellationToken cancellationToken)
    {
        var number = _state.Next;
        var space = _state.Prepared!.Space;
        var input = new ProposeTrialInput(
            _input.Spec.Tune.Tuner ?? TunerKind.Random, space, _input.Spec.Tune.Seed, number, StudyDecisions.KnownTo(through, _state, _underWay.Values, space));
        var rivals = _input.Spec.Tune.Pruner == PrunerKind.None ? [] : StudyDecisions.RivalsOf(through, _state);
        TrialProposal? proposal;
        try
        {
            proposal = await ThroughInterruptionsAsync(() => Workflow.ExecuteActivityAsync(
                (IStudyActivities a) => a.ProposeTrialAsync(input),
                StageOptions.Work(_queues.Workflows, string.Create(CultureInfo.InvariantCulture, $"propose trial {number + 1}"), cancellationToken)));
        }
        catch (Exception cancelled) when (IsCutOff(cancelled))
        {
            return;
        }

        if (_state.Ending is not null)
        {
            return;
        }

        if (proposal is null)
        {
            _state = _state with { Ending = "every point of the space has been tried" };
            return;
        }

        var trial = new RunningTrial(number, proposal.Params, proposal.Choices, through) { Note = StudyDecisions.NoteOf(_state.Prepared, number) ?? proposal.Note };
        _state = _state with { Next = number + 1 };
        _begun++;
        _underWay[number] = trial;
        trials.Add(RunTrialAsync(trial, rivals, cancellationToken));
    }

    private async Task RunTrialAsync(RunningTrial trial, IReadOnlyList<KnownTrial> rivals, CancellationToken cancellationToken)
    {
        var started = Workflow.UtcNow;
        try
        {
            var result = await ThroughInterruptionsAsync(() => Workflow.ExecuteActivityAsync(
                (IStudyActivities a) => a.RunStudyTrialAsync(InputOf(trial, rivals)),
                StageOptions.Work(_queues.Train, string.Create(CultureInfo.InvariantCulture, $"trial {trial.Trial + 1}"), cancellationToken)));
            _state = StudyDecisions.Add(_state, result);
        }
        catch (Exception cancelled) when (IsCutOff(cancelled))
        {
            // The study had enough before there was anything to score: it is as if the trial had not begun.
        }
        catch (ActivityFailureException failure) when (Failures.Classify(failure) is not (FailureClass.Cancelled or FailureClass.NoRoom))
        {
            // A trial that cannot be run is a fact about that corner of the space, not about the study. A full disk is one about the machine:
            // a study that went on without that trial would choose another model.
            _state = StudyDecisions.Add(_state, Failed(trial, Failures.Sentence(failure), (Workflow.UtcNow - started).TotalSeconds));
        }
        catch (Exception failure) when (failure is FailureException or OperationCanceledException)
        {
            _broken ??= failure;
            _enough.Cancel();
        }
        finally
        {
            _underWay.Remove(trial.Trial);
        }
    }

    private StudyTrialInput InputOf(RunningTrial trial, IReadOnlyList<KnownTrial> rivals) => new(_input.Run, _input.Spec, _input.Split, _input.Plan, trial)
    {
        Statistics = _state.Prepared!.Statistics,
        Usual = _state.Prepared.Usual,
        Space = _state.Prepared.Space,
        History = rivals,
    };

    private static TrialResult Failed(RunningTrial trial, string why, double seconds) => new(trial.Trial, trial.Params, null, why, seconds)
    {
        State = TrialState.Failed,
        Choices = trial.Choices,
        Through = trial.Through,
        Note = trial.Note,
    };

    /// <summary>Work whose process was killed is begun again, many times.</summary>
    private static async Task<T> ThroughInterruptionsAsync<T>(Func<Task<T>> work)
    {
        for (var interruptions = 0; ; interruptions++)
        {
            try
            {
                return await work();
            }
            catch (ActivityFailureException failure) when (Failures.Classify(failure) == FailureClass.Interruption && interruptions < Interruptions.Most)
            {
                await Workflow.DelayAsync(Interruptions.Pause(interruptions + 1), Workflow.CancellationToken);
            }
        }
    }

    /// <summary>Cancelled because the study has enough, and not the whole run.</summary>
    private bool IsCutOff(Exception failure) =>
        _enough.IsCancellationRequested && !Workflow.CancellationToken.IsCancellationRequested && _broken is null
        && (failure is OperationCanceledException || Failures.Classify(failure) == FailureClass.Cancelled);

    private async Task<StudyOutcome> EndAsync()
    {
        Workflow.CancellationToken.ThrowIfCancellationRequested();
        if (_broken is { } broken)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broken);
        }

        if (_state.Ending is null && StudyDecisions.FailureOf(_state, _input.Spec.Tune, _state.Next - _state.Parallel) is { } sentence)
        {
            throw new ApplicationFailureException(sentence, ErrorTypes.ResourceFault, nonRetryable: true);
        }

        var plan = StudyDecisions.Chosen(_state.Trials, _state.Prepared?.Space) is [{ State: TrialState.Complete } best, ..] ? await PlanOfAsync(best) : null;
        await ClearAsync();
        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
        _hasEnded = true;
        return new StudyOutcome(Leaderboard() with { Planned = _state.Trials.Count }, plan);
    }

    /// <summary>What is left by a study that fails or is aborted is swept by a later one.</summary>
    private async Task ClearAsync()
    {
        if (!Workflow.Patched("study-shared-rows"))
        {
            return;
        }

        try
        {
            await ThroughInterruptionsAsync(async () =>
            {
                await Workflow.ExecuteActivityAsync(
                    (IStudyActivities a) => a.EndStudyAsync(new EndStudyInput(_input.Run)), StageOptions.Work(_queues.Data, "the study's shared rows", Workflow.CancellationToken));
                return true;
            });
        }
        catch (ActivityFailureException failure) when (Failures.Classify(failure) != FailureClass.Cancelled)
        {
            // Nothing depends on it.
        }
    }

    private async Task<FeaturePlan?> PlanOfAsync(TrialResult best)
    {
        if (_state.Prepared!.Statistics is not { } statistics || StudyPoints.IsUsual(best.Choices, _state.Prepared.Usual))
        {
            return null;
        }

        var input = new PlanByChoicesInput(_input.Spec, _input.Split, statistics, best.Choices);
        return await ThroughInterruptionsAsync(() => Workflow.ExecuteActivityAsync(
            (IStudyActivities a) => a.PlanByChoicesAsync(input), StageOptions.Work(_queues.Data, "the best trial's feature plan", Workflow.CancellationToken)));
    }
}
