using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Tuning;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Tuning;

/// <summary>
/// A search over a trainer's options: trials as activities, a few at a time. The list of trials is this workflow's state, so a killed
/// worker changes nothing of it.
/// </summary>
[Workflow]
public sealed class TuningStudy
{
    private readonly StudyInput _input;
    private readonly bool _higherIsBetter;
    private readonly string _metric;
    private readonly SortedDictionary<int, TrialResult> _trials = [];

    [WorkflowInit]
    public TuningStudy(StudyInput input)
    {
        _input = input;
        _metric = input.Spec.Evaluate.Metric;
        _higherIsBetter = MetricTable.HigherIsBetter(_metric);
    }

    /// <returns>The leaderboard, best first. A study all of whose trials failed is a result too.</returns>
    [WorkflowRun]
    public async Task<Leaderboard> RunAsync(StudyInput input)
    {
        var tune = input.Spec.Tune;
        var proposals = await Workflow.ExecuteActivityAsync(
            (ITuningActivities a) => a.ProposeAsync(new(input.Spec, 0, tune.Trials)),
            StageOptions.Quick($"propose {tune.Trials} trials"));
        var slots = new Temporalio.Workflows.Semaphore(Math.Max(1, tune.Parallel));
        await Workflow.WhenAllAsync(proposals.Select((parameters, trial) => RunTrialAsync(trial, parameters, slots)).ToList());
        return Leaderboard();
    }

    [WorkflowQuery]
    public Leaderboard Leaderboard() => new(_metric, _higherIsBetter, _input.Spec.Tune.Trials, Ranked());

    private IReadOnlyList<TrialResult> Ranked() =>
        [.. _trials.Values
            .OrderByDescending(t => t.Score.HasValue)
            .ThenBy(t => _higherIsBetter ? -t.Score : t.Score)
            .ThenBy(t => t.Trial)];

    private async Task RunTrialAsync(int trial, IReadOnlyDictionary<string, double> parameters, Temporalio.Workflows.Semaphore slots)
    {
        await slots.WaitAsync();
        try
        {
            var started = Workflow.UtcNow;
            for (var interruptions = 0; !_trials.ContainsKey(trial); interruptions++)
            {
                if (await TryTrialAsync(trial, parameters, started, mayRepeat: interruptions < Interruptions.Most) is { } result)
                {
                    _trials[trial] = result;
                }
                else if (Workflow.Patched(Interruptions.Told))
                {
                    await Workflow.DelayAsync(Interruptions.Pause(interruptions + 1), Workflow.CancellationToken);
                }
            }
        }
        finally
        {
            slots.Release();
        }
    }

    /// <returns>Null when the trial was cut off and shall be begun again.</returns>
    private async Task<TrialResult?> TryTrialAsync(int trial, IReadOnlyDictionary<string, double> parameters, DateTime started, bool mayRepeat)
    {
        var input = new TrialInput(_input.Run, _input.Spec, _input.Split, _input.Plan, trial, parameters);
        try
        {
            return await Workflow.ExecuteActivityAsync(
                (ITuningActivities a) => a.RunTrialAsync(input),
                StageOptions.Work(new TaskQueues(_input.Run.Project).Train, $"trial {trial + 1} of {_input.Spec.Tune.Trials}", Workflow.CancellationToken));
        }
        catch (ActivityFailureException failure) when (Failures.Classify(failure) == FailureClass.Interruption && mayRepeat)
        {
            return null;
        }
        catch (ActivityFailureException failure) when (Failures.Classify(failure) is not (FailureClass.Cancelled or FailureClass.NoRoom))
        {
            // A trial that cannot be run is a fact about that corner of the space, not about the study. A full disk is one about the machine:
            // a study that went on without that trial would choose another model.
            return new TrialResult(trial, parameters, null, Failures.Sentence(failure), (Workflow.UtcNow - started).TotalSeconds);
        }
    }
}
