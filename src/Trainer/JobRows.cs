using System.Security.Cryptography;
using System.Text;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>What the featurised rows of a job follow from.</summary>
internal static class JobRows
{
    /// <summary>Equal where two jobs' rows are: of the same rows, plan, label and holdout, by the same build. Options of the trainer do not bear on it.</summary>
    public static string KeyOf(TrainingJob job)
    {
        var bare = job with
        {
            Home = "",
            Output = null,
            Holdout = job.Holdout! with { Metric = "" },
            Stopping = null,
            Checkpoints = null,
            Threshold = null,
            StopAt = null,
            ReportEvery = null,
            Pruning = null,
            Shared = null,
            OtherwiseIterations = null,
            Train = new TrainSpec { Trainer = job.Train.Trainer, Seed = job.Train.Seed },
        };
        var build = typeof(FeaturisedRows).Module.ModuleVersionId;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{build}\n{MdlcJson.Serialize(bare)}")));
    }
}
