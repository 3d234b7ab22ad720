using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Stopping;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>How a job's boosting goes: what it is told, and where it goes on from. A job that is not boosted in segments takes no notice.</summary>
/// <param name="isToldToStop">Whether the parent has had enough.</param>
internal sealed class JobBoosting(TrainingJob job, Reporter reporter, Func<bool> isToldToStop)
{
    private const int FirstInterim = 16;

    private readonly IPruner? _pruner = job.Pruning is { } pruning ? Pruners.Of(pruning.Kind, pruning.Settings) : null;
    private IReadOnlyList<double> _losses = [];
    private bool _wasStopped;

    /// <summary>The iteration after which the pruner ended it; null: it did not.</summary>
    public int? PrunedAt { get; private set; }

    /// <summary>Whether it ended because the parent had enough.</summary>
    public bool WasStopped => _wasStopped && PrunedAt is null;

    /// <summary>What is known of the way of a job with a holdout, to compare with others'.</summary>
    public IReadOnlyList<InterimLoss> Interim => InterimUpTo(_losses.Count);

    /// <summary>
    /// Finds how many iterations are best for rows that are not trained on: those of <see cref="TrainingJob.Stopping"/>, with a model of its own.
    /// </summary>
    /// <returns>Null where the job does not ask for that; where it cannot be done, a note says why, and the parameters' number stands.</returns>
    public async Task<BoostingSummary?> FindIterationsAsync()
    {
        if (!job.Train.BoostsInSegments || job.Train.EarlyStopping is not { } stopping || job.Stopping is not { } rule || job.Holdout is not null)
        {
            return null;
        }

        var part = job with { Holdout = rule, Stopping = null };
        try
        {
            var rows = await TrainingRows.LoadAsync(part);
            if (rows.HeldOutRows < TrainingHoldout.LeastRows)
            {
                return Undecided($"the iterations were not chosen by held-out rows: {rows.HeldOutRows} of them decide nothing, expected {TrainingHoldout.LeastRows} at least");
            }

            reporter.Enter(TrainingPhase.Training);
            var control = new BoostingControl
            {
                Held = rows.HeldForTrainer(),
                Patience = stopping.Rounds,
                Iterations = job.Train.MostIterations(job.Task),
                Checkpoints = CheckpointsOf(part, "iterations"),
                Progress = now => reporter.Tell(now, isDue: IsDue(now)),
            };
            return new ModelTrainer(job.Task, job.Train, job.Plan, reporter.Say).Fit(rows.Train, job.Label, control).Boosting;
        }
        catch (FaultException fault) when (fault.Kind == FaultKind.Data)
        {
            return Undecided($"the iterations were not chosen by held-out rows: no model could be trained without them: {fault.Message}");
        }
    }

    /// <param name="found">What <see cref="FindIterationsAsync"/> found.</param>
    public BoostingControl ControlOf(TrainingRows rows, BoostingSummary? found)
    {
        var control = ControlOf(rows.HeldOutRows, found);
        return IsMeasured(rows.HeldOutRows) ? control with { Held = rows.HeldForTrainer() } : control;
    }

    /// <summary>Whether the loss on the held-out rows is measured on the way.</summary>
    public bool IsMeasured(int heldOutRows) =>
        job.Train.BoostsInSegments && job.Holdout is not null && (Stops(heldOutRows) || job.ReportEvery is not null || job.Pruning is not null);

    /// <summary>Without the held-out rows themselves.</summary>
    public BoostingControl ControlOf(int heldOutRows, BoostingSummary? found)
    {
        if (!job.Train.BoostsInSegments)
        {
            return new BoostingControl();
        }

        // A trial's held-out rows say when it is enough as well; the best of its iterations is scored, and a final training is for as many.
        var stops = Stops(heldOutRows);
        return new BoostingControl
        {
            Patience = stops ? job.Train.EarlyStopping!.Rounds : null,
            Iterations = stops ? job.Train.MostIterations(job.Task) : found is { Note: null } ? found.Iterations : job.OtherwiseIterations,
            Checkpoints = CheckpointsOf(job, found is { Note: null } ? $"model {found.Iterations}" : "model"),
            Progress = now => reporter.Tell(now, isDue: IsDue(now)),
            IsEnough = now => now.Iteration >= job.StopAt || IsToldToStop(),
            IsHopeless = IsMeasured(heldOutRows) ? IsHopeless : null,
        };
    }

    private bool Stops(int heldOutRows) => job.Train.EarlyStopping is not null && heldOutRows >= TrainingHoldout.LeastRows;

    private bool IsToldToStop() => _wasStopped = isToldToStop();

    private bool IsHopeless(IReadOnlyList<double> losses)
    {
        _losses = losses;
        if (_pruner is null || !_pruner.Rungs(job.Pruning!.Trial).Contains(losses.Count))
        {
            return false;
        }

        var trial = new Observation(job.Pruning.Trial, new Dictionary<string, double>(), ObservationState.Pending) { Interim = InterimUpTo(losses.Count) };
        if (!_pruner.ShouldStop(trial, losses.Count, job.Pruning.History))
        {
            return false;
        }

        PrunedAt = losses.Count;
        return true;
    }

    private List<InterimLoss> InterimUpTo(int iteration)
    {
        var at = new SortedSet<int>();
        for (var doubling = FirstInterim; doubling <= iteration; doubling *= 2)
        {
            at.Add(doubling);
        }

        at.UnionWith(_pruner?.Rungs(job.Pruning!.Trial).TakeWhile(rung => rung <= iteration) ?? []);

        return [.. at.Select(i => new InterimLoss(i, _losses[i - 1]))];
    }

    private static BoostingSummary Undecided(string why) => new(0) { Note = why };

    private bool IsDue(BoostingProgress now) => job.ReportEvery is { } every && now.Iteration % every == 0;

    /// <summary>What a job's trees follow from is the fingerprint; what only says how far they go, or where they are put, is none of it.</summary>
    private BoostingCheckpoints? CheckpointsOf(TrainingJob of, string use)
    {
        if (job.Checkpoints is not { } folder)
        {
            return null;
        }

        var parameters = of.Train.Params.Where(parameter => parameter.Key != TrainerParameters.Iterations);
        var bare = JobIdentity.Bare(of) with
        {
            Train = of.Train with { Params = new SortedDictionary<string, double>(parameters.ToDictionary(), StringComparer.Ordinal), MemoryLimitMb = null, Threads = 0 },
        };
        return new BoostingCheckpoints(folder, JobIdentity.KeyOf($"{use}\n", typeof(BoostingCheckpoints), bare));
    }
}
