using Mdlc.Contracts.Artifacts;

namespace Mdlc.Workflows.Training;

/// <param name="Model">The <c>model.zip</c>.</param>
/// <param name="ModelDigest">Digest of the zip's entries and contents, without their times.</param>
/// <param name="PeakMemoryMb">Largest resident memory of the training process that was seen, in MiB.</param>
/// <param name="Trainer">The trainer that was used: another than the spec's where this machine lacks it (and the summary says so).</param>
public sealed record TrainResult(
    ArtifactRef Model, string ModelDigest, Contracts.Spec.TrainerKind Trainer, int PeakMemoryMb, double Seconds, string Summary) : IStageResult;
