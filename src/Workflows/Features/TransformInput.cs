using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Features;

/// <param name="TestSnapshot">The test rows, for a split by file; null otherwise.</param>
public sealed record TransformInput(RunKey Run, ModelSpec Spec, SnapshotRef Snapshot, SnapshotRef? TestSnapshot);
