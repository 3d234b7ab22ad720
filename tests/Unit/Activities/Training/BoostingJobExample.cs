using Mdlc.Activities.Training;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;
using Mdlc.Trainer;

namespace Mdlc.Unit.Tests.Activities.Training;

/// <summary>Jobs that boost in segments of five iterations, with everything that draws lots.</summary>
internal static class BoostingJobExample
{
    public const int Segment = 5;

    /// <summary>Held out by early stopping are then more than the fewest that decide.</summary>
    public const int Rows = 3000;

    public static ModelSpec Spec(ModelTask task = ModelTask.Binary) => StageSandbox.Spec(task) with
    {
        Train = new TrainSpec
        {
            Seed = 3,
            Threads = 1,
            CheckpointEvery = Segment,
            EarlyStopping = new EarlyStoppingSpec(Rounds: 8, Share: 0.25, Iterations: 60),
            Params = new Dictionary<string, double>
            {
                ["subsampleFraction"] = 0.7, ["featureFraction"] = 0.5, ["extraTrees"] = 1, ["numberOfLeaves"] = 7, ["learningRate"] = 0.2,
            },
        },
    };

    /// <summary>A model at <c>model.zip</c> of the sandbox, its checkpoints in a folder there.</summary>
    public static async Task<TrainingJob> CreateAsync(StageSandbox sandbox, ModelSpec spec, int rows = Rows, int seed = 1)
    {
        var snapshot = await sandbox.FetchAsync(StageSandbox.Csv(rows, spec.Task, seed));
        var transformed = await sandbox.TransformAsync(spec, snapshot);
        return TrainingActivities.JobOf(sandbox.Home, spec, transformed.Split, transformed.Plan, spec.Train.Params) with
        {
            Output = Path.Combine(sandbox.Root, "model.zip"),
            Stopping = TrainingActivities.StoppingOf(spec),
            Checkpoints = Path.Combine(sandbox.Root, "checkpoints"),
            ReportEvery = 1,
        };
    }

    public static string Write(StageSandbox sandbox, TrainingJob job)
    {
        var file = Path.Combine(sandbox.Root, $"{Guid.NewGuid():n}.json");
        File.WriteAllText(file, MdlcJson.Serialize(job));
        return file;
    }

    /// <summary>Does a job in this process.</summary>
    public static async Task<IReadOnlyList<TrainingMessage>> RunAsync(StageSandbox sandbox, TrainingJob job, Func<bool>? isToldToStop = null)
    {
        await using var output = new StringWriter();
        await TrainingProgram.RunAsync(Write(sandbox, job), output, TimeProvider.System, isToldToStop ?? (() => false));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(MdlcJson.Deserialize<TrainingMessage>)];
    }
}
