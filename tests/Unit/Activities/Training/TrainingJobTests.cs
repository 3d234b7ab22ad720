using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Activities.Training;

/// <summary>What the child process is told to do.</summary>
public sealed class TrainingJobTests
{
    private static readonly ModelSpec Spec = new()
    {
        Model = "m",
        Task = ModelTask.Binary,
        Label = "label",
        Positive = "yes",
        Source = new SourceSpec { Path = "/data/rows.csv" },
        Split = new SplitSpec { Key = ["customer"], Seed = 3 },
        Tune = new TuneSpec { Seed = 5 },
        Train = new TrainSpec { Trainer = TrainerKind.FastTree, Seed = 7, Threads = 2, MemoryLimitMb = 900, Params = new Dictionary<string, double> { ["numberOfLeaves"] = 31 } },
    };

    /// <summary>Those of a search, or of a trial: the spec's own are what these began from.</summary>
    [Fact]
    public void Job_TrainsByTheParametersGiven_AndElseByTheSpec()
    {
        var split = new DatasetSplit(new ArtifactRef("train", "train", 1), 80, new ArtifactRef("test", "test", 1), 20);
        var plan = new FeaturePlan([]);
        var tuned = new Dictionary<string, double> { ["numberOfLeaves"] = 9 };

        var job = TrainingActivities.JobOf(new Home("home"), Spec, split, plan, tuned);

        Assert.Equal(tuned, job.Train.Params);
        Assert.Equal(Spec.Train with { Params = tuned }, job.Train);
        Assert.Equal((split.Train, ModelTask.Binary, "label", "yes"), (job.Rows, job.Task, job.Label, job.Positive));
        Assert.Same(plan, job.Plan);
        Assert.Equal((null, null), (job.Holdout, job.Threshold));
    }

    /// <summary>Rows of one key stay together, or a model is scored on what it has seen.</summary>
    [Fact]
    public void Holdout_IsAQuarter_BySearchSeedAndSplitKey()
    {
        var holdout = TrainingActivities.HoldoutOf(Spec, "auc");

        Assert.Equal((0.25, 5, "auc"), (holdout.Share, holdout.Seed, holdout.Metric));
        Assert.Equal(["customer"], holdout.Key);
    }
}
