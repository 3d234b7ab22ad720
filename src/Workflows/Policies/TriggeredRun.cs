using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Policies;

/// <summary>The one run that all triggers which wait become.</summary>
/// <param name="Trigger">The first of them that was ready.</param>
/// <param name="RequestId">The same id gives the same run.</param>
/// <param name="Causes">All of them, the first first.</param>
public sealed record TriggeredRun(RunTrigger Trigger, string RequestId, ModelSpec Spec, IReadOnlyList<RunCause> Causes, IReadOnlyList<RunWait> Waits);
