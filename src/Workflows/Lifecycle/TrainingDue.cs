using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>A schedule has come round. Those that wait merge into one run, of the newest.</summary>
/// <param name="Id">Of this time that it came round: a second signal of the same id is dropped.</param>
public sealed record TrainingDue(string Id, ModelSpec Spec);
