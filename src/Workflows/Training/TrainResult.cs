using System.Text.Json.Serialization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Training;

/// <param name="Model">The <c>model.zip</c>.</param>
/// <param name="ModelDigest">Digest of the zip's entries and contents, without their times.</param>
/// <param name="PeakMemoryMb">Largest resident memory of the training process that was seen, in MiB.</param>
/// <param name="Trainer">The trainer that was used: another than the spec's where this machine lacks it (and the summary says so).</param>
public sealed record TrainResult(
    ArtifactRef Model, string ModelDigest, TrainerKind Trainer, int PeakMemoryMb, double Seconds, string Summary) : IStageResult
{
    /// <summary>Binary: from which probability on a row counts as positive; null: from 0.5.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    /// <summary>Of the training rows, a <see cref="Contracts.Monitoring.DataProfile"/>; null, by earlier versions: not made yet.</summary>
    public ArtifactRef? Profile { get; init; }

    /// <summary>How a boosted model came by its iterations; null, by earlier versions or of other trainers: they were as the parameters say.</summary>
    public BoostingSummary? Boosting { get; init; }

    [JsonIgnore]
    public IReadOnlyList<string> Notes => OperatingPoint is { Note.Length: > 0 } point ? [point.Note] : [];
}
