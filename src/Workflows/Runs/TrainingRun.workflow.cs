using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Deployment;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Studies;
using Mdlc.Workflows.Training;
using Mdlc.Workflows.Tuning;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Runs;

/// <summary>
/// One run of a model: fetch ▸ validate ▸ transform ▸ tune ▸ train ▸ evaluate ▸ gate ▸ register ▸ deploy. A fault of data or spec ends
/// it; a stage whose retries are spent suspends it until a person retries or aborts. What upstream stages made is kept.
/// </summary>
[Workflow]
public sealed class TrainingRun
{
    /// <summary>Patch: a suspended run ends when its workflow is cancelled, and does not wait to be told something else.</summary>
    private const string CancelledWhileSuspended = "cancelled-while-suspended";

    private const string SameButDeclaredOtherwise = "the same model, whose about has changed";

    private readonly TrainingRunInput _input;
    private readonly TaskQueues _queues;
    private readonly StageBoard _stages;
    private readonly CancellationTokenSource _abort = new();
    private RunReport _report;
    private string? _abortReason;
    private bool _retryAsked;

    [WorkflowInit]
    public TrainingRun(TrainingRunInput input)
    {
        _input = input;
        _queues = new TaskQueues(input.Run.Project);
        _stages = new StageBoard(StagesOf(input.Spec));
        _report = new RunReport
        {
            Run = input.Run.ToString(),
            Model = input.Run.Model,
            State = RunState.Running,
            Trigger = input.Trigger,
            Causes = input.Causes,
            Waits = input.Waits,
            Metric = input.Spec.Evaluate.Metric,
            Started = new DateTimeOffset(Workflow.UtcNow, TimeSpan.Zero),
        };
    }

    /// <returns>The report, whatever the run came to: only an abort by Temporal's own cancel or terminate ends it without one.</returns>
    [WorkflowRun]
    public async Task<RunReport> RunAsync(TrainingRunInput input)
    {
        await RecordAsync();
        try
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token, Workflow.CancellationToken);
            await RunStagesAsync(linked.Token);
            _report = _report with { State = RunState.Succeeded };
        }
        catch (RunEndedException ended)
        {
            _report = _report with { State = ended.State, Error = ended.Message };
        }

        _stages.Close();
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.State.ValueSet(Word(_report.State)));
        _report = await RecordAsync();
        await TellLifecycleAsync();
        return _report;
    }

    /// <summary>Begins the suspended stage again.</summary>
    /// <returns>How the run stands, once the stage is beginning.</returns>
    [WorkflowUpdate]
    public async Task<RunReport> RetryStageAsync()
    {
        _retryAsked = true;
        await Workflow.WaitConditionAsync(() => _report.State != RunState.Suspended);
        return Progress();
    }

    [WorkflowUpdateValidator(nameof(RetryStageAsync))]
    public void ValidateRetryStage() => RunDecisions.RequireRetry(_input.Run, _report.State, _abort.IsCancellationRequested);

    /// <summary>Ends the run, and whatever it is doing.</summary>
    /// <returns>How the run stood when it was told.</returns>
    [WorkflowUpdate]
    public Task<RunReport> AbortRunAsync(string reason)
    {
        Abort(reason);
        return Task.FromResult(Progress());
    }

    [WorkflowUpdateValidator(nameof(AbortRunAsync))]
    public void ValidateAbortRun(string reason) => RunDecisions.RequireAbort(_input.Run, _report.State, _abortReason);

    /// <summary>As <see cref="RetryStageAsync"/>, without an answer: for runs and tools that know only it.</summary>
    [WorkflowSignal]
    public Task RetryAsync()
    {
        _retryAsked = _report.State == RunState.Suspended;
        return Task.CompletedTask;
    }

    /// <summary>As <see cref="AbortRunAsync"/>, without an answer: for runs and tools that know only it.</summary>
    [WorkflowSignal]
    public Task AbortAsync(string reason)
    {
        Abort(reason);
        return Task.CompletedTask;
    }

    [WorkflowQuery]
    public RunReport Progress() => _report with { Stages = _stages.Reports(), Seconds = SecondsSoFar() };

    private void Keep(string name, ArtifactRef? page)
    {
        if (page is not null)
        {
            _report = _report with { Pages = new SortedDictionary<string, ArtifactRef>(_report.Pages.ToDictionary(), StringComparer.Ordinal) { [name] = page } };
        }
    }

    private void Abort(string reason)
    {
        _abortReason ??= reason;
        _abort.Cancel();
    }

    private static IEnumerable<string> StagesOf(ModelSpec spec) =>
        spec.Tune.Searches
            ? [StageName.Fetch, StageName.Validate, StageName.Transform, StageName.Tune, StageName.Train, StageName.Evaluate, StageName.Gate, StageName.Register, StageName.Deploy]
            : [StageName.Fetch, StageName.Validate, StageName.Transform, StageName.Train, StageName.Evaluate, StageName.Gate, StageName.Register, StageName.Deploy];

    private async Task RunStagesAsync(CancellationToken cancellationToken)
    {
        var run = _input.Run;
        var fetched = await StageAsync(
            StageName.Fetch,
            () => Workflow.ExecuteActivityAsync(
                (IDataActivities a) => a.FetchAsync(new(run, _input.Spec, _input.Trigger)), StageOptions.Work(_queues.Data, "fetch: source to snapshot", cancellationToken)),
            r => r.Summary);
        var spec = _input.Spec with { Source = fetched.Source };
        _report = _report with { Snapshot = fetched.Snapshot.DataDigest };

        var data = await StageAsync(
            StageName.Validate,
            () => Workflow.ExecuteActivityAsync(
                (IDataActivities a) => a.ValidateAsync(new(run, spec, fetched)), StageOptions.Work(_queues.Data, "validate: expectations", cancellationToken)),
            r => r.Summary);
        Keep(PageName.Validation, data.Page);
        _report = _report with { Snapshot = data.Snapshot.DataDigest, Rows = _report.Rows with { Quarantined = data.Quarantined } };

        var features = await StageAsync(
            StageName.Transform,
            () => Workflow.ExecuteActivityAsync(
                (IFeatureActivities a) => a.TransformAsync(new(run, spec, data.Snapshot, data.TestSnapshot)),
                StageOptions.Work(_queues.Data, "transform: split and feature plan", cancellationToken)),
            r => r.Summary);
        _report = _report with { Rows = _report.Rows with { Train = features.Split.TrainRows, Test = features.Split.TestRows, WithoutLabel = features.WithoutLabel } };

        var plan = features.Plan;
        Leaderboard? leaderboard = null;
        if (spec.Tune.Searches)
        {
            (leaderboard, plan) = await TuneAsync(spec, features, cancellationToken);
            _report = _report with { Leaderboard = leaderboard.Best(RunReport.MostTrials) };

            // The other stages are recorded by their activities; this one is a workflow.
            await RecordAsync();
        }

        var parameters = BestParameters(spec, leaderboard);
        var fit = new TrainInput(run, spec, features.Split, plan, parameters) { Iterations = BestOf(leaderboard)?.Iterations };

        var trained = await StageAsync(
            StageName.Train,
            () => Workflow.ExecuteActivityAsync(
                (ITrainingActivities a) => a.TrainAsync(fit),
                StageOptions.Work(_queues.Train, $"train: {Word(spec.Train.Trainer)}", cancellationToken)),
            r => r.Summary);
        _report = _report with { ModelDigest = trained.ModelDigest };

        var measured = new EvaluateInput(run, spec, features.Split, plan, trained.Model)
        {
            Records = fetched.Snapshot.Rows + fetched.Unreadable.Values.Sum(),
            Unreadable = fetched.Unreadable,
            Warnings = features.Warnings,
            Params = parameters,
            Tuning = leaderboard,
            OperatingPoint = trained.OperatingPoint,
            Profile = trained.Profile,
        };
        var evaluation = await StageAsync(
            StageName.Evaluate,
            () => Workflow.ExecuteActivityAsync(
                (IEvaluationActivities a) => a.EvaluateAsync(measured),
                StageOptions.Work(_queues.Train, "evaluate: on unseen rows", cancellationToken)),
            r => r.Summary);
        _report = _report with { Metric = evaluation.Metric, Metrics = evaluation.Metrics, Deciding = evaluation.Deciding, Report = evaluation.Report };

        var judged = new GateInput(run, spec, data.Snapshot, features.Split, plan, trained.Model, evaluation)
        {
            ModelDigest = trained.ModelDigest,
            Threshold = OperatingPoint.ThresholdOf(trained.OperatingPoint),
        };
        var gate = await StageAsync(
            StageName.Gate,
            () => Workflow.ExecuteActivityAsync(
                (IEvaluationActivities a) => a.GateAsync(judged),
                StageOptions.Work(_queues.Train, "gate: limits and champion", cancellationToken)),
            r => r.Summary);
        _report = _report with { Verdict = gate.Verdict, Judged = gate.Judged, SameAs = gate.Renews ? null : gate.SameAs };
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.Verdict.ValueSet(VerdictWords.Of(gate.Verdict, gate.Judged)));

        var registered = await StageAsync(
            StageName.Register,
            () => Workflow.ExecuteActivityAsync(
                (IRegistryActivities a) => a.RegisterAsync(
                    new(run, spec, data, features.Split, plan, leaderboard, trained, evaluation, gate)),
                StageOptions.Work(_queues.Deploy, "register: an immutable version", cancellationToken)),
            r => r.Summary);
        Keep(PageName.Report, registered.Page);
        _report = _report with { Version = registered.Version };
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.Version.ValueSet(registered.Version));

        if (gate.SameAs is { } same && !gate.Renews)
        {
            _report = _report with { Champion = same };
            _stages.End(StageName.Deploy, StageState.Skipped, $"the same model as version {same}, the champion: nothing to promote", Workflow.UtcNow);
        }
        else if (gate.Verdict == Verdict.Pass && spec.Deploy.Target != DeployTarget.None)
        {
            await PromoteAsync(registered.Version, gate, cancellationToken);
        }
    }

    /// <returns>The trials, and the plan that goes on: the best trial's.</returns>
    private async Task<(Leaderboard Board, FeaturePlan Plan)> TuneAsync(ModelSpec spec, TransformResult features, CancellationToken cancellationToken)
    {
        if (spec.Tune.Tuner is null)
        {
            // As runs of earlier versions search.
            return (await TuneAtRandomAsync(spec, features, cancellationToken), features.Plan);
        }

        var outcome = await StageAsync(
            StageName.Tune,
            () => Workflow.ExecuteChildWorkflowAsync(
                (ModelStudy s) => s.RunAsync(new(_input.Run, spec, features.Split, features.Plan)),
                StudyOptions($"tune: {Word(spec.Train.Trainer)} by {Word(spec.Tune.Tuner.Value)}", cancellationToken)),
            r => Summary(r.Leaderboard));
        return (outcome.Leaderboard, outcome.Plan ?? features.Plan);
    }

    private Task<Leaderboard> TuneAtRandomAsync(ModelSpec spec, TransformResult features, CancellationToken cancellationToken) =>
        StageAsync(
            StageName.Tune,
            () => Workflow.ExecuteChildWorkflowAsync(
                (TuningStudy s) => s.RunAsync(new(_input.Run, spec, features.Split, features.Plan)),
                StudyOptions($"tune: {spec.Tune.Trials} trials of {Word(spec.Train.Trainer)}", cancellationToken)),
            Summary);

    private ChildWorkflowOptions StudyOptions(string summary, CancellationToken cancellationToken) => new()
    {
        Id = $"{_input.Run.WorkflowId}/tuning",
        ParentClosePolicy = ParentClosePolicy.RequestCancel,
        CancellationType = ChildWorkflowCancellationType.WaitCancellationCompleted,
        CancellationToken = cancellationToken,
        StaticSummary = summary,
        TypedSearchAttributes = new SearchAttributeCollection.Builder()
            .Set(SearchAttributes.Project, _input.Run.Project)
            .Set(SearchAttributes.Model, _input.Run.Model)
            .ToSearchAttributeCollection(),
    };

    private static string Summary(Leaderboard board)
    {
        var end = board.Study?.End is { } reason ? $"; ended because {reason}" : "";
        return BestOf(board) is { Score: { } score } best
            ? string.Create(CultureInfo.InvariantCulture, $"best of {board.Trials.Count} trials: {board.Metric} {score:0.####} (trial {best.Trial + 1}){end}")
            : $"all {board.Trials.Count} trials failed: the spec's own parameters are used{end}";
    }

    private static TrialResult? BestOf(Leaderboard? board) => board?.Trials is [{ Score: not null, State: null or TrialState.Complete } best, ..] ? best : null;

    private static SortedDictionary<string, double> BestParameters(ModelSpec spec, Leaderboard? leaderboard)
    {
        var parameters = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in spec.Train.Params.Concat(BestOf(leaderboard)?.Params ?? new Dictionary<string, double>()))
        {
            parameters[name] = value;
        }

        return parameters;
    }

    /// <summary>The saga: servers load and verify the version, and only then does the alias move. Its undoing is registered first.</summary>
    private async Task PromoteAsync(int version, GateResult gate, CancellationToken cancellationToken)
    {
        var input = new DeployInput(_input.Run, version);
        var promoted = false;
        try
        {
            await StageAsync(
                StageName.Deploy,
                async () =>
                {
                    var deployed = await Workflow.ExecuteActivityAsync(
                        (IDeploymentActivities a) => a.DeployAsync(input), StageOptions.Work(_queues.Deploy, $"deploy: version {version}", cancellationToken));
                    var moved = await Workflow.ExecuteActivityAsync(
                        (IDeploymentActivities a) => a.PromoteAsync(new(_input.Run, version, gate.Champion) { Reason = gate.Renews ? SameButDeclaredOtherwise : gate.Judged == false ? VerdictWords.NotJudged : null }),
                        StageOptions.Quick($"promote: version {version} becomes champion"));
                    promoted = moved.Promoted;
                    _report = _report with { Champion = moved.Champion, Endpoint = promoted ? deployed.Endpoint : null };
                    return (deployed, moved);
                },
                r => $"{r.deployed.Summary}; {r.moved.Summary}",
                r => r.deployed.Pending ? StageState.Pending : StageState.Succeeded);
        }
        finally
        {
            if (!promoted)
            {
                await Workflow.ExecuteActivityAsync(
                    (IDeploymentActivities a) => a.WithdrawAsync(input), WithdrawOptions(version));
            }
        }
    }

    /// <summary>Under a token of its own: an abort must not stop the undoing.</summary>
    private static ActivityOptions WithdrawOptions(int version)
    {
        var options = StageOptions.Quick($"withdraw: version {version}");
        options.CancellationToken = CancellationToken.None;
        return options;
    }

    private async Task<T> StageAsync<T>(
        string stage, Func<Task<T>> work, Func<T, string> summary, Func<T, StageState>? endState = null)
    {
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.Stage.ValueSet(stage));
        var interruptions = 0;
        while (true)
        {
            _stages.Start(stage, Workflow.UtcNow);
            try
            {
                var result = await work();
                _stages.End(stage, endState?.Invoke(result) ?? StageState.Succeeded, summary(result), Workflow.UtcNow, result as IStageResult);
                return result;
            }
            catch (FailureException failure)
            {
                interruptions = await HandleAsync(stage, failure, interruptions + 1);
            }
        }
    }

    /// <summary>Returns when the stage shall be begun again; leaves by exception when the run ends.</summary>
    /// <returns>The interruptions that count from here on.</returns>
    private async Task<int> HandleAsync(string stage, FailureException failure, int interruptions)
    {
        var sentence = Failures.Sentence(failure);
        switch (Failures.Classify(failure))
        {
            case FailureClass.Cancelled when Workflow.CancellationToken.IsCancellationRequested:
                _stages.End(stage, StageState.Aborted, "cancelled", Workflow.UtcNow);
                throw new RunEndedException(RunState.Aborted, "The run's workflow was cancelled.");
            case FailureClass.Cancelled:
                _stages.End(stage, StageState.Aborted, _abortReason, Workflow.UtcNow);
                throw new RunEndedException(RunState.Aborted, _abortReason ?? "aborted");
            case FailureClass.Fault:
                if (Failures.Page(failure) is { } page)
                {
                    Keep(page.Name, page.File);
                }

                _stages.End(stage, StageState.Failed, sentence, Workflow.UtcNow);
                throw new RunEndedException(RunState.Failed, sentence);
            case FailureClass.Interruption when interruptions <= Interruptions.Most:
                await TellInterruptionAsync(stage, sentence, interruptions);
                return interruptions;
            default:
                await SuspendAsync(stage, sentence);

                // Whoever retried has looked at it.
                return Workflow.Patched(Interruptions.Told) ? 0 : interruptions;
        }
    }

    private async Task TellInterruptionAsync(string stage, string sentence, int interruptions)
    {
        if (!Workflow.Patched(Interruptions.Told))
        {
            return;
        }

        _stages.Interrupt(stage, sentence);
        await RecordAsync();
        await Workflow.WaitConditionAsync(
            () => _abort.IsCancellationRequested || Workflow.CancellationToken.IsCancellationRequested, Interruptions.Pause(interruptions), CancellationToken.None);
    }

    private async Task SuspendAsync(string stage, string sentence)
    {
        _stages.End(stage, StageState.Suspended, sentence, Workflow.UtcNow);
        _retryAsked = false;
        _report = _report with { State = RunState.Suspended, Error = sentence };
        Workflow.UpsertTypedSearchAttributes(
            SearchAttributes.State.ValueSet(Word(RunState.Suspended)), SearchAttributes.Awaiting.ValueSet("retry"));
        await RecordAsync();
        await WaitForAPersonAsync();
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.Awaiting.ValueUnset());
        if (!_retryAsked)
        {
            _stages.End(stage, StageState.Aborted, sentence, Workflow.UtcNow);
            throw new RunEndedException(RunState.Aborted, _abortReason ?? "The run's workflow was cancelled.");
        }

        _report = _report with { State = RunState.Running, Error = null };
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.State.ValueSet(Word(RunState.Running)));
        await RecordAsync();
    }

    private async Task WaitForAPersonAsync()
    {
        if (!Workflow.Patched(CancelledWhileSuspended))
        {
            // A cancellation alone makes no condition look again: these runs learn of it by whatever comes next.
            await Workflow.WaitConditionAsync(() => _retryAsked || _abort.IsCancellationRequested || Workflow.CancellationToken.IsCancellationRequested, CancellationToken.None);
            return;
        }

        try
        {
            await Workflow.WaitConditionAsync(() => _retryAsked || _abort.IsCancellationRequested, Workflow.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The run's state says it.
        }
    }

    private async Task<RunReport> RecordAsync()
    {
        var options = StageOptions.Quick($"record: {Word(_report.State)}");
        options.CancellationToken = CancellationToken.None;
        return await Workflow.ExecuteActivityAsync((IRunActivities a) => a.RecordRunAsync(Progress()), options);
    }

    private async Task TellLifecycleAsync()
    {
        if (_input.Lifecycle is not { } lifecycle)
        {
            return;
        }

        var finished = new RunFinished(_input.Run, _report.State, _report.Verdict, _report.Version, _report.Champion);
        try
        {
            await Workflow.GetExternalWorkflowHandle<IRunListener>(lifecycle)
                .SignalAsync(l => l.RunFinishedAsync(finished), new() { CancellationToken = CancellationToken.None });
        }
        catch (FailureException)
        {
            // A lifecycle that is gone learns nothing, and needs nothing: the catalog has the report.
        }
    }

    private double SecondsSoFar() => (Workflow.UtcNow - _report.Started!.Value.UtcDateTime).TotalSeconds;

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
