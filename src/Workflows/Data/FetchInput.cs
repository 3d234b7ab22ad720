using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Data;

/// <param name="Trigger">An arrival's source was named by a sender, not by the spec: it is held to what the spec allows.</param>
public sealed record FetchInput(RunKey Run, ModelSpec Spec, RunTrigger Trigger = RunTrigger.Manual);
