using System.Security.Cryptography;
using System.Text;
using Mdlc.Contracts.Json;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>What of a job bears on what it makes, as a key for files that another job may take up.</summary>
internal static class JobIdentity
{
    /// <summary>The job without where it works, what it tells meanwhile, and when it is ended.</summary>
    public static TrainingJob Bare(TrainingJob job) => job with
    {
        Home = "",
        Output = null,
        Checkpoints = null,
        Threshold = null,
        StopAt = null,
        ReportEvery = null,
        Pruning = null,
        Shared = null,
        OtherwiseIterations = null,
    };

    /// <summary>SHA-256 (hex) of a job and of the build that a type is of: another build may make something else.</summary>
    /// <param name="prefix">Stands before it; empty: nothing does.</param>
    public static string KeyOf(string prefix, Type made, TrainingJob job) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{prefix}{made.Module.ModuleVersionId}\n{MdlcJson.Serialize(job)}")));
}
