using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>What a caller is told of an update: the stage it has reached, and from the last one the outcome.</summary>
internal sealed record UpdateProgress(UpdateWorkflowExecutionLifecycleStage Stage, Outcome? Outcome = null);
