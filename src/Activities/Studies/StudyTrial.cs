using System.Globalization;
using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Stopping;
using Mdlc.Learning.Training;
using Mdlc.Workflows;
using Mdlc.Workflows.Studies;
using Temporalio.Activities;

namespace Mdlc.Activities.Studies;

/// <summary>One trial of a study, in a process of its own, going on from its checkpoint where an earlier attempt was cut off.</summary>
internal sealed class StudyTrial(Home home, TrainerProcess trainer, TimeProvider time, StudyTrialInput input)
{
    private const int FirstRung = 16;

    /// <summary>How long a trial that is told that it is enough may take to its result.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly RunningTrial _trial = input.Trial;
    private readonly string _metric = input.Spec.Tune.Metric ?? input.Spec.Evaluate.Metric;

    /// <param name="makePlan">The feature plan of the trial's choices.</param>
    public async Task<TrialResult> RunAsync(Func<Task<FeaturePlan>> makePlan)
    {
        var start = time.GetTimestamp();
        var progress = new TrainingProgress(TrainingPhase.Starting, 0, 0, null);
        await using var beat = Heartbeat.Start(time, () => progress);
        using var kill = new CancellationTokenSource();
        using var enough = new CancellationTokenSource();
        await using var told = ActivityExecutionContext.Current.CancellationToken.Register(() => End(kill, enough));
        try
        {
            var job = JobOf(await makePlan());
            var checkpoints = new CheckpointFolder(home, job, time);
            var outcome = await trainer.RunAsync(job with { Checkpoints = checkpoints.Path }, now => progress = now, kill.Token, enough.Token);
            checkpoints.Delete();
            return ResultOf(outcome, Seconds());
        }
        catch (FaultException fault)
        {
            // What no retry can mend is a result. Anything else may pass, and a trial that was lost to it would change the model: it is
            // tried again, and the study notes it as failed when that does not help.
            return Result(TrialState.Failed, fault.Message, Seconds());
        }

        double Seconds() => time.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A study that has had enough takes what there is; a worker that goes away has nothing to do with that.</summary>
    private void End(CancellationTokenSource kill, CancellationTokenSource enough)
    {
        if (ActivityExecutionContext.Current.CancelReason == ActivityCancelReason.CancelRequested && input.Spec.Train.BoostsInSegments)
        {
            kill.CancelAfter(Grace);
            enough.Cancel();
        }
        else
        {
            kill.Cancel();
        }
    }

    private TrainingJob JobOf(FeaturePlan plan)
    {
        var spec = input.Spec;
        var merged = new SortedDictionary<string, double>(spec.Train.Params.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in _trial.Params)
        {
            merged[name] = value;
        }

        var job = TrainingActivities.JobOf(home, spec, input.Split, plan, merged);
        return job with
        {
            Train = spec.Train.BoostsInSegments ? job.Train with { Threads = ThreadsOf(spec, Environment.ProcessorCount) } : job.Train,
            Holdout = TrainingActivities.HoldoutOf(spec, _metric),
            Threshold = spec.Evaluate.Threshold,
            Folds = Folds,
            Pruning = Folds is null ? PruningOf() : null,
            Shared = spec.Train.BoostsInSegments ? new StudyFolder(home, input.Run, time).Rows : null,
        };
    }

    /// <summary>
    /// Trials that share a machine share its cores: two of two threads each on two cores wait for one another longer than they work. No number of
    /// threads changes a tree of LightGBM's.
    /// </summary>
    internal static int ThreadsOf(ModelSpec spec, int cores) =>
        Math.Clamp(cores / Math.Clamp(spec.Tune.Parallel, 1, TaskQueues.ConcurrentWork), 1, Math.Max(1, spec.Train.Threads));

    /// <summary>A trial on parts is over before it could be pruned.</summary>
    private TrainingFolds? Folds => TrainingFolds.For(input.Split.TrainRows, input.Spec.Tune.FoldsBelow);

    private TrialPruning? PruningOf()
    {
        var kind = input.Spec.Tune.Pruner;
        return kind == PrunerKind.None || !input.Spec.Train.BoostsInSegments
            ? null
            : new TrialPruning(kind, SettingsOf(kind, StudySpace.MostIterations(input.Spec, input.Space), input.Spec.Tune.PruneFrom), _trial.Trial, [.. input.History.Select(trial => StudyHistory.Observation(trial, input.Space))]);
    }

    /// <summary>Rungs at 16, 64, 256 … iterations, of Hyperband counted down from the last of them; the median rule looks some twenty times.</summary>
    /// <param name="from">The median rule's first look; null: at the first rung.</param>
    internal static PrunerSettings SettingsOf(PrunerKind kind, int most, int? from = null)
    {
        var last = FirstRung;
        while (kind == PrunerKind.Hyperband && last * 4L <= most)
        {
            last *= 4;
        }

        return new PrunerSettings
        {
            MinResource = kind == PrunerKind.Median ? from ?? FirstRung : FirstRung,
            MaxResource = kind == PrunerKind.Hyperband ? last : most,
            Interval = FirstRung * Math.Max(1, most / (20 * FirstRung)),
        };
    }

    private TrialResult ResultOf(TrainingOutcome outcome, double seconds)
    {
        var result = Result(TrialState.Complete, null, seconds) with
        {
            Interim = [.. outcome.Interim.Where(at => double.IsFinite(at.Loss)).Select(at => new InterimScore(at.Resource, at.Loss))],
            Iterations = outcome.Boosting?.Iterations,
            Trained = outcome.Boosting?.Trained,
            PeakMemoryMb = outcome.PeakMemoryMb,
        };
        if (outcome.PrunedAt is { } at)
        {
            return result with { State = TrialState.Pruned, Note = Noted(string.Create(CultureInfo.InvariantCulture, $"behind earlier trials after {at} iterations")) };
        }

        if (outcome is { WasStopped: true, Score: null } && Folds is not null)
        {
            return result with { State = TrialState.Pruned, Note = Noted("cut short by the study's end before it could be compared") };
        }

        if (outcome.Score is not { } score || !double.IsFinite(score))
        {
            return result with { State = TrialState.Failed, Error = $"Found no number for {_metric} on the held-out training rows: such a model cannot be compared." };
        }

        return result with
        {
            Score = score,
            Loss = LossOf(score),
            FoldLosses = [.. outcome.FoldScores.Select(LossOf)],
            Note = outcome.WasStopped && Folds is not null ? Noted(string.Create(CultureInfo.InvariantCulture, $"cut short after {outcome.FoldScores.Count} parts by the study's end"))
                : outcome.WasStopped ? Noted(string.Create(CultureInfo.InvariantCulture, $"cut short after {outcome.Boosting?.Trained} iterations by the study's end")) : _trial.Note,
        };
    }

    private double LossOf(double score) => MetricTable.HigherIsBetter(_metric) ? -score : score;

    private TrialResult Result(TrialState state, string? error, double seconds) => new(_trial.Trial, _trial.Params, null, error, seconds)
    {
        State = state,
        Choices = _trial.Choices,
        Through = _trial.Through,
        Note = _trial.Note,
    };

    private string Noted(string note) => _trial.Note is { } before ? $"{before}; {note}" : note;
}
