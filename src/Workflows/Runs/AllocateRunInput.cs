using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Runs;

/// <param name="RequestId">The same id gives the same run.</param>
public sealed record AllocateRunInput(ModelSpec Spec, RunTrigger Trigger, string RequestId);
