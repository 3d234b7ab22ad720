using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>What the featurised rows of a job follow from.</summary>
internal static class JobRows
{
    /// <summary>Equal where two jobs' rows are: of the same rows, plan, label and holdout, by the same build. Options of the trainer do not bear on it.</summary>
    public static string KeyOf(TrainingJob job) =>
        JobIdentity.KeyOf(
            "",
            typeof(FeaturisedRows),
            JobIdentity.Bare(job) with
            {
                Holdout = job.Holdout! with { Metric = "" },
                Stopping = null,
                Train = new TrainSpec { Trainer = job.Train.Trainer, Seed = job.Train.Seed },
            });
}
