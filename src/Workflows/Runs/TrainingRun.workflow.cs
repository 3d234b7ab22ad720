using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
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
public sealed partial class TrainingRun
{
    /// <summary>Patch: what a search came to is kept, as the results of activities are.</summary>
    private const string SearchesKept = "searches-kept";

    private const string SameButDeclaredOtherwise = "the same model, whose about has changed";

    private readonly TrainingRunInput _input;
    private readonly TaskQueues _queues;
    private readonly StageBoard _stages;
    private readonly CancellationTokenSource _abort = new();
    private RunReport _report;
    private ModelSpec _spec;
    private SourceSpec? _read;
    private string? _abortReason;

    [WorkflowInit]
    public TrainingRun(TrainingRunInput input)
    {
        _input = input;
        _spec = input.Spec;
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
            TakenOver = input.TakeOver,
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

    [WorkflowQuery]
    public RunReport Progress() => _report with { Stages = _stages.Reports(), Seconds = SecondsSoFar() };

    private void Keep(string name, ArtifactRef? page)
    {
        if (page is not null)
        {
            _report = _report with { Pages = new SortedDictionary<string, ArtifactRef>(_report.Pages.ToDictionary(), StringComparer.Ordinal) { [name] = page } };
        }
    }

    /// <summary>The spec as it stands when a stage is begun, also again, with the source as it was read: what fetch had to find out is explicit.</summary>
    private ModelSpec SpecAsRead => _read is { } source ? _spec with { Source = source } : _spec;

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
                (IDataActivities a) => a.FetchAsync(new(run, _spec, _input.Trigger)), StageOptions.Work(_queues.Data, "fetch: source to snapshot", cancellationToken)),
            r => r.Summary);
        _read = fetched.Source;
        _report = _report with { Snapshot = fetched.Snapshot.DataDigest };

        var data = await StageAsync(
            StageName.Validate,
            () => Workflow.ExecuteActivityAsync(
                (IDataActivities a) => a.ValidateAsync(new(run, SpecAsRead, fetched)), StageOptions.Work(_queues.Data, "validate: expectations", cancellationToken)),
            r => r.Summary);
        Keep(PageName.Validation, data.Page);
        _report = _report with { Snapshot = data.Snapshot.DataDigest, Rows = _report.Rows with { Quarantined = data.Quarantined } };

        var features = await StageAsync(
            StageName.Transform,
            () => Workflow.ExecuteActivityAsync(
                (IFeatureActivities a) => a.TransformAsync(new(run, SpecAsRead, data.Snapshot, data.TestSnapshot)),
                StageOptions.Work(_queues.Data, "transform: split and feature plan", cancellationToken)),
            r => r.Summary);
        _report = _report with { Rows = _report.Rows with { Train = features.Split.TrainRows, Test = features.Split.TestRows, WithoutLabel = features.WithoutLabel } };

        var plan = features.Plan;
        Leaderboard? leaderboard = null;
        if (_spec.Tune.Searches)
        {
            (leaderboard, plan) = await TuneAsync(features, cancellationToken);
            _report = _report with { Leaderboard = leaderboard?.Best(RunReport.MostTrials) };

            // The other stages are recorded by their activities; this one is a workflow.
            await RecordAsync();
        }

        var trained = await StageAsync(
            StageName.Train,
            () =>
            {
                var fit = new TrainInput(run, SpecAsRead, features.Split, plan, BestParameters(leaderboard)) { Iterations = BestOf(leaderboard)?.Iterations };
                return Workflow.ExecuteActivityAsync(
                    (ITrainingActivities a) => a.TrainAsync(fit),
                    StageOptions.Work(_queues.Train, $"train: {Word(fit.Spec.Train.Trainer)}", cancellationToken));
            },
            r => r.Summary);
        _report = _report with { ModelDigest = trained.ModelDigest };

        var evaluation = await StageAsync(
            StageName.Evaluate,
            () =>
            {
                var measured = new EvaluateInput(run, SpecAsRead, features.Split, plan, trained.Model)
                {
                    Records = fetched.Snapshot.Rows + fetched.Unreadable.Values.Sum(),
                    Unreadable = fetched.Unreadable,
                    Warnings = features.Warnings,
                    Params = BestParameters(leaderboard),
                    Tuning = leaderboard,
                    OperatingPoint = trained.OperatingPoint,
                    Profile = trained.Profile,
                };
                return Workflow.ExecuteActivityAsync(
                    (IEvaluationActivities a) => a.EvaluateAsync(measured),
                    StageOptions.Work(_queues.Train, "evaluate: on unseen rows", cancellationToken));
            },
            r => r.Summary);
        _report = _report with { Metric = evaluation.Metric, Metrics = evaluation.Metrics, Deciding = evaluation.Deciding, Report = evaluation.Report };

        var gate = await StageAsync(
            StageName.Gate,
            () =>
            {
                var judged = new GateInput(run, SpecAsRead, data.Snapshot, features.Split, plan, trained.Model, evaluation)
                {
                    ModelDigest = trained.ModelDigest,
                    Threshold = OperatingPoint.ThresholdOf(trained.OperatingPoint),
                };
                return Workflow.ExecuteActivityAsync(
                    (IEvaluationActivities a) => a.GateAsync(judged),
                    StageOptions.Work(_queues.Train, "gate: limits and champion", cancellationToken));
            },
            r => r.Summary);
        _report = _report with { Verdict = gate.Verdict, Judged = gate.Judged, SameAs = gate.Renews ? null : gate.SameAs };
        Workflow.UpsertTypedSearchAttributes(SearchAttributes.Verdict.ValueSet(VerdictWords.Of(gate.Verdict, gate.Judged)));

        var registered = await StageAsync(
            StageName.Register,
            () => Workflow.ExecuteActivityAsync(
                (IRegistryActivities a) => a.RegisterAsync(
                    new(run, SpecAsRead, data, features.Split, plan, leaderboard, trained, evaluation, gate)),
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
        else if (gate.Verdict == Verdict.Pass && _spec.Deploy.Target != DeployTarget.None)
        {
            await PromoteAsync(registered.Version, gate, cancellationToken);
        }
    }

    /// <returns>The trials (null: the search was left out), and the plan that goes on: the best trial's.</returns>
    private async Task<(Leaderboard? Board, FeaturePlan Plan)> TuneAsync(TransformResult features, CancellationToken cancellationToken)
    {
        try
        {
            if (_spec.Tune.Tuner is null)
            {
                // As runs of earlier versions search.
                return (await TuneAtRandomAsync(features, cancellationToken), features.Plan);
            }

            var outcome = await StageAsync(
                StageName.Tune,
                () =>
                {
                    var study = new ModelStudyInput(_input.Run, SpecAsRead, features.Split, features.Plan);
                    return Workflow.ExecuteChildWorkflowAsync(
                        (ModelStudy s) => s.RunAsync(study),
                        StudyOptions($"tune: {Word(study.Spec.Train.Trainer)} by {Word(study.Spec.Tune.Tuner!.Value)}", cancellationToken));
                },
                r => Summary(r.Leaderboard));
            await KeepAsync(StageName.Tune, outcome);
            return (outcome.Leaderboard, outcome.Plan ?? features.Plan);
        }
        catch (StageSkippedException)
        {
            return (null, features.Plan);
        }
    }

    private Task<Leaderboard> TuneAtRandomAsync(TransformResult features, CancellationToken cancellationToken) =>
        StageAsync(
            StageName.Tune,
            () =>
            {
                var study = new StudyInput(_input.Run, SpecAsRead, features.Split, features.Plan);
                return Workflow.ExecuteChildWorkflowAsync(
                    (TuningStudy s) => s.RunAsync(study),
                    StudyOptions($"tune: {study.Spec.Tune.Trials} trials of {Word(study.Spec.Train.Trainer)}", cancellationToken));
            },
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

    private SortedDictionary<string, double> BestParameters(Leaderboard? leaderboard)
    {
        var parameters = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in _spec.Train.Params.Concat(BestOf(leaderboard)?.Params ?? new Dictionary<string, double>()))
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
        catch (StageSkippedException)
        {
            // The version stays a challenger until somebody promotes it.
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
        var earlier = _input.TakeOver is { } takeOver && takeOver.Takes(stage) ? takeOver : null;
        if (earlier is not null)
        {
            var told = summary;
            (work, summary) = (() => TakeOverAsync<T>(earlier.Run, stage), r => $"taken over from run {earlier.Run.Number}: {told(r)}");
        }

        var interruptions = 0;
        while (true)
        {
            _stages.Start(stage, Workflow.UtcNow);
            try
            {
                var result = await work();
                _stages.End(stage, endState?.Invoke(result) ?? StageState.Succeeded, summary(result), Workflow.UtcNow, result as IStageResult);
                if (earlier is not null)
                {
                    // What is worked on is recorded by those who do it; nobody did this.
                    await RecordAsync();
                }

                return result;
            }
            catch (FailureException failure)
            {
                interruptions = await HandleAsync(stage, failure, interruptions + 1);
            }
        }
    }

    private async Task<T> TakeOverAsync<T>(RunKey earlier, string stage)
    {
        var kept = await Workflow.ExecuteActivityAsync(
            (IRunActivities a) => a.TakeOverAsync(new(_input.Run, earlier, stage)), StageOptions.Check($"take over: {stage} of run {earlier.Number}"));
        return MdlcJson.Deserialize<T>(kept.Json);
    }

    private async Task KeepAsync<T>(string stage, T result)
    {
        if (Workflow.Patched(SearchesKept))
        {
            await Workflow.ExecuteActivityAsync(
                (IRunActivities a) => a.KeepAsync(new(_input.Run, stage, new(MdlcJson.Serialize(result)))), StageOptions.Quick($"keep: what {stage} came to"));
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
