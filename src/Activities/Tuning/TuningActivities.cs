using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.Proposing;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Tuning;
using Temporalio.Activities;

namespace Mdlc.Activities.Tuning;

/// <summary>The trials of the tune stage: see <see cref="ITuningActivities"/>.</summary>
public sealed class TuningActivities(Home home, TrainerProcess trainer, TimeProvider time) : ITuningActivities
{
    [Activity]
    public Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ProposeAsync(ProposeInput input)
    {
        var (task, train) = (input.Spec.Task, input.Spec.Train);
        var space = SearchSpaces.For(task, train.Trainer, pinned: train.Params);
        return Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, double>>>(
            [.. Enumerable.Range(input.From, input.Count).Select(trial => RandomSearch.Propose(space, input.Spec.Tune.Seed, trial))]);
    }

    [Activity]
    public async Task<TrialResult> RunTrialAsync(TrialInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var start = time.GetTimestamp();
        var progress = new TrainingProgress(TrainingPhase.Starting, 0, 0, null);
        await using var beat = Heartbeat.Start(time, () => progress);
        try
        {
            var outcome = await trainer.RunAsync(JobOf(input), now => progress = now, cancellationToken);
            return new TrialResult(input.Trial, input.Params, outcome.Score, null, Seconds());
        }
        catch (FaultException fault)
        {
            // What no retry can mend is a result. Anything else may pass, and a trial that was lost to it would change the model: it is
            // tried again, and the study notes it as failed when that does not help.
            return new TrialResult(input.Trial, input.Params, null, fault.Message, Seconds());
        }

        double Seconds() => time.GetElapsedTime(start).TotalSeconds;
    }

    private TrainingJob JobOf(TrialInput input)
    {
        var spec = input.Spec;
        var merged = new Dictionary<string, double>(spec.Train.Params);
        foreach (var (name, value) in input.Params)
        {
            merged[name] = value;
        }

        return TrainingActivities.JobOf(home, spec, input.Split, input.Plan, merged) with
        {
            Holdout = TrainingActivities.HoldoutOf(spec, MetricOf(spec)),
            Threshold = spec.Evaluate.Threshold,
        };
    }

    private static string MetricOf(ModelSpec spec) =>
        spec.Evaluate.Metric.Length > 0 ? spec.Evaluate.Metric : MetricTable.DefaultOf(spec.Task);
}
