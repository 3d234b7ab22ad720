using Mdlc.Contracts.Artifacts;

namespace Mdlc.Contracts.Models;

/// <summary>The two halves of a snapshot, each a Parquet file with the snapshot's columns.</summary>
public sealed record DatasetSplit(ArtifactRef Train, long TrainRows, ArtifactRef Test, long TestRows);
