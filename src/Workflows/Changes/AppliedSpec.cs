using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Changes;

/// <summary>The spec that triggers go by.</summary>
/// <param name="Id">Of the change that made it so.</param>
/// <param name="By">Who applied it.</param>
public sealed record AppliedSpec(string Id, ModelSpec Spec, string By, DateTimeOffset At);
