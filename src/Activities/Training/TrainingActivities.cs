using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Training;
using Temporalio.Activities;

namespace Mdlc.Activities.Training;

/// <summary>The train stage: see <see cref="ITrainingActivities"/>.</summary>
public sealed class TrainingActivities(Home home, ArtifactStore artifacts, TrainerProcess trainer, TimeProvider time) : ITrainingActivities
{
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
            var job = JobOf(home, input.Spec, input.Split, input.Plan, input.Params) with { Output = file };
            var outcome = await trainer.RunAsync(job, now => progress = now, cancellationToken);
            var model = await artifacts.MoveInAsync(file, cancellationToken);
            var seconds = time.GetElapsedTime(start).TotalSeconds;
            var summary = string.Create(
                CultureInfo.InvariantCulture,
                $"{TrainerParameters.NameOf(input.Spec.Train.Trainer)} on {outcome.Rows} rows in {seconds:0.0} s, peak {outcome.PeakMemoryMb} MB");
            return new TrainResult(model, outcome.ModelDigest!, input.Spec.Train.Trainer, outcome.PeakMemoryMb, seconds, summary);
        }
        finally
        {
            File.Delete(file);
            File.Delete($"{file}.partial");
        }
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
        Train = spec.Train with { Params = parameters },
    };
}
