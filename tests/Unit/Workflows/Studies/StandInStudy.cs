using System.Collections.Concurrent;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Tuning;
using Mdlc.Workflows.Studies;
using Temporalio.Activities;

namespace Mdlc.Unit.Tests.Workflows.Studies;

/// <summary>
/// A study's activities without a trainer: a proposal is a plain function of what it may know, so that one that knew more, or less, would be another;
/// and a trial's loss is one of its parameters.
/// </summary>
internal sealed class StandInStudy : IStudyActivities
{
    public static SearchSpace Space { get; } = new(
        [SearchParameter.Double("x", 0, 1), SearchParameter.Categorical("plan.missing", "auto", "zero")],
        new Dictionary<string, double> { ["x"] = 0.5, ["plan.missing"] = 0 });

    /// <summary>What a trial does before it has its result; given the number of the call of this very trial, from 1.</summary>
    public Func<StudyTrialInput, int, CancellationToken, Task> Before { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>How a trial ends.</summary>
    public Func<StudyTrialInput, TrialResult> Trial { get; set; } = Result;

    /// <summary>The number of the first trial for which nothing is left to propose.</summary>
    public int Points { get; set; } = int.MaxValue;

    public ConcurrentQueue<ProposeTrialInput> Proposals { get; } = [];

    public ConcurrentDictionary<int, int> Calls { get; } = [];

    public ConcurrentQueue<PlanByChoicesInput> Plans { get; } = [];

    public ConcurrentQueue<EndStudyInput> Ends { get; } = [];

    public static TrialResult Result(StudyTrialInput input) => new(input.Trial.Trial, input.Trial.Params, Loss(input), null, 1)
    {
        State = TrialState.Complete,
        Loss = Loss(input),
        Choices = input.Trial.Choices,
        Through = input.Trial.Through,
        Trained = 100,
    };

    private static double Loss(StudyTrialInput input) => input.Trial.Params["x"];

    [Activity]
    public Task<PreparedStudy> PrepareStudyAsync(PrepareStudyInput input) => Task.FromResult(
        new PreparedStudy(Space, new("statistics", "statistics", 1)) { Usual = new Dictionary<string, string> { ["plan.missing"] = "auto" }, Notes = ["prepared"] });

    [Activity]
    public Task<TrialProposal?> ProposeTrialAsync(ProposeTrialInput input)
    {
        Proposals.Enqueue(input);
        if (input.Trial >= Points)
        {
            return Task.FromResult<TrialProposal?>(null);
        }

        // Every loss that is known counts, and every point that is pending.
        var known = input.History.Aggregate(17.0 + input.Trial, (sum, trial) => (31 * sum) + (trial.Trial * (trial.Loss ?? -1)) + (trial.At[0] ?? 0)) % 1;
        return Task.FromResult<TrialProposal?>(new(
            new Dictionary<string, double> { ["x"] = Math.Round(Math.Abs(known), 6) },
            new Dictionary<string, string> { ["plan.missing"] = input.Trial % 2 == 0 ? "auto" : "zero" },
            null));
    }

    [Activity]
    public async Task<TrialResult> RunStudyTrialAsync(StudyTrialInput input)
    {
        var call = Calls.AddOrUpdate(input.Trial.Trial, 1, (_, calls) => calls + 1);
        await Before(input, call, ActivityExecutionContext.Current.CancellationToken);
        return Trial(input);
    }

    [Activity]
    public Task<FeaturePlan> PlanByChoicesAsync(PlanByChoicesInput input)
    {
        Plans.Enqueue(input);
        return Task.FromResult(new FeaturePlan([]) { Notes = [string.Join(",", input.Choices.Values)] });
    }

    [Activity]
    public Task EndStudyAsync(EndStudyInput input)
    {
        Ends.Enqueue(input);
        return Task.CompletedTask;
    }
}
