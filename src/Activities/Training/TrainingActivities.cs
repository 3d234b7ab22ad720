using System.Globalization;
using Mdlc.Activities.Profiles;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Training;
using Temporalio.Activities;

namespace Mdlc.Activities.Training;

/// <summary>The train stage: see <see cref="ITrainingActivities"/>.</summary>
public sealed class TrainingActivities(Home home, ArtifactStore artifacts, TrainerProcess trainer, TimeProvider time) : ITrainingActivities
{
    /// <summary>Share of the training rows that a trial is scored on, and a threshold is chosen on.</summary>
    internal const double HoldoutShare = 0.25;

    [Activity]
    public async Task<TrainResult> TrainAsync(TrainInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var start = time.GetTimestamp();
        var progress = new TrainingProgress(TrainingPhase.Starting, 0, 0, null);
        await using var beat = Heartbeat.Start(time, () => progress);
        var file = artifacts.NewScratchFile(".zip");
        try
        {
            var job = JobOf(home, input.Spec, input.Split, input.Plan, input.Params) with
            {
                Output = file, Stopping = StoppingOf(input.Spec), OtherwiseIterations = input.Spec.Train.EarlyStopping is null ? null : input.Iterations,
            };
            var checkpoints = new CheckpointFolder(home, job, time);
            job = job with { Checkpoints = checkpoints.Path };
            // A trainer that reads its rows leaves a core idle.
            var (outcome, profile) = await SideBySide.RunAsync(
                stop => trainer.RunAsync(job, now => progress = now, stop),
                stop => TrainingRows.ProfileAsync(home, artifacts, input.Split.Train, input.Spec, input.Plan, stop),
                cancellationToken);
            var point = await ChooseThresholdAsync(input, checkpoints, outcome.Boosting, now => progress = now, cancellationToken);
            var model = await artifacts.MoveInAsync(file, cancellationToken);
            var seconds = time.GetElapsedTime(start).TotalSeconds;
            var summary = string.Create(
                CultureInfo.InvariantCulture,
                $"{TrainerParameters.NameOf(input.Spec.Train.Trainer)} on {outcome.Rows} rows{Told(outcome.Boosting)} in {seconds:0.0} s, peak {outcome.PeakMemoryMb} MB");
            var result = new TrainResult(model, outcome.ModelDigest!, input.Spec.Train.Trainer, outcome.PeakMemoryMb, seconds, summary)
            {
                OperatingPoint = point,
                Boosting = outcome.Boosting,
                Profile = await artifacts.PutTextAsync(MdlcJson.Serialize(profile), ".json", cancellationToken),
            };
            checkpoints.Delete();
            return result;
        }
        finally
        {
            File.Delete(file);
            File.Delete($"{file}.partial");
        }
    }

    /// <summary>
    /// A threshold that was to be chosen on rows that a model has seen would be of a model that is too sure of itself: another is trained
    /// by the same options on the rest of the training rows, and chooses on those held out. The model itself keeps all of them.
    /// </summary>
    private async Task<OperatingPoint?> ChooseThresholdAsync(
        TrainInput input, CheckpointFolder checkpoints, BoostingSummary? boosting, Action<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        if (input.Spec.Task != ModelTask.Binary || input.Spec.Evaluate.Threshold is not { } asked)
        {
            return null;
        }

        if (asked.Rule == ThresholdRule.Fixed)
        {
            return ThresholdChoice.Fixed(asked);
        }

        var job = JobOf(home, input.Spec, input.Split, input.Plan, input.Params) with
        {
            Holdout = HoldoutOf(input.Spec, metric: ""), Threshold = asked, Checkpoints = checkpoints.Path,
        };
        if (boosting is not null)
        {
            // As long as the model, and not as long as suits the rows that are to choose.
            var parameters = new Dictionary<string, double>(job.Train.Params) { [TrainerParameters.Iterations] = boosting.Iterations };
            job = job with { Train = job.Train with { EarlyStopping = null, Params = parameters } };
        }

        try
        {
            return (await trainer.RunAsync(job, progress, cancellationToken)).OperatingPoint;
        }
        catch (FaultException fault) when (fault.Kind == FaultKind.Data)
        {
            return new OperatingPoint { Rule = asked.Rule, Note = $"threshold 0.5: no model could be trained on a part of the training rows to choose another by: {fault.Message}" };
        }
    }

    /// <param name="metric">To score by; empty: none.</param>
    internal static TrainingHoldout HoldoutOf(ModelSpec spec, string metric) => new(HoldoutShare, spec.Tune.Seed, spec.Split.Key, metric);

    /// <summary>The rows that say how many iterations are best; null where the spec does not ask for that.</summary>
    internal static TrainingHoldout? StoppingOf(ModelSpec spec) => spec.Train.EarlyStopping is { } stopping
        ? new TrainingHoldout(stopping.Share, spec.Train.Seed, spec.Split.Key, Metric: "") { Use = "early-stopping" }
        : null;

    internal static string Told(BoostingSummary? boosting)
    {
        if (boosting is null)
        {
            return "";
        }

        var chosen = boosting.HeldOutRows == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" (the best of {boosting.Trained} on {boosting.HeldOutRows} held-out training rows, {boosting.Allowed} allowed)");
        var resumed = boosting.Resumed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {boosting.Resumed} iterations taken from checkpoints");
        string[] notes = [.. new[] { boosting.Note, boosting.CheckpointNote }.OfType<string>().Select(note => $"; {note},")];
        return string.Create(CultureInfo.InvariantCulture, $", {boosting.Iterations} iterations{chosen}{resumed}{string.Concat(notes)}");
    }

    internal static TrainingJob JobOf(
        Home home,
        ModelSpec spec,
        DatasetSplit split,
        FeaturePlan plan,
        IReadOnlyDictionary<string, double> parameters) => new()
    {
        Home = home.Root,
        Rows = split.Train,
        Task = spec.Task,
        Label = spec.Label,
        Positive = spec.Positive,
        Plan = plan,
        Train = spec.Train with { Params = parameters, EarlyStopping = StoppingIn(spec) },
    };

    /// <summary>A model that a search ends with may have as many iterations as its trial might.</summary>
    private static EarlyStoppingSpec? StoppingIn(ModelSpec spec) => spec.Train.EarlyStopping is { } stopping && spec.Tune is { Searches: true, MostIterations: { } most }
        ? stopping with { Iterations = most }
        : spec.Train.EarlyStopping;
}
