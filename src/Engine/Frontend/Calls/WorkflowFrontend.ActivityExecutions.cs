using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>The newer calls that control activities, for those of workflows: each is the older call under another name.</summary>
internal sealed partial class WorkflowFrontend
{
    public async Task<PauseActivityExecutionResponse> PauseActivityExecution(PauseActivityExecutionRequest request, ServerCallContext context)
    {
        ActivityExecutionRequests.Check(request.WorkflowId, request.ActivityId, request.RunId, request.Identity, request.RequestId, Services.Limits);
        ActivityExecutionRequests.CheckReason(request.Reason, Services.Limits);
        await engine.ActivityControl.Pause(new()
        {
            Namespace = request.Namespace,
            Execution = new() { WorkflowId = request.WorkflowId, RunId = request.RunId },
            Id = request.ActivityId,
            Reason = request.Reason,
            Identity = request.Identity,
            RequestId = request.RequestId.Length > 0 ? request.RequestId : Services.NewId(),
        }).ConfigureAwait(false);
        return new PauseActivityExecutionResponse();
    }

    public async Task<UnpauseActivityExecutionResponse> UnpauseActivityExecution(UnpauseActivityExecutionRequest request, ServerCallContext context)
    {
        ActivityExecutionRequests.Check(request.WorkflowId, request.ActivityId, request.RunId, request.Identity, request.RequestId, Services.Limits);
        ActivityExecutionRequests.CheckJitter(request.Jitter);
        await engine.ActivityControl.Unpause(new()
        {
            Namespace = request.Namespace,
            Execution = new() { WorkflowId = request.WorkflowId, RunId = request.RunId },
            Id = request.ActivityId,
            Jitter = request.Jitter,
            Identity = request.Identity,
        }).ConfigureAwait(false);
        return new UnpauseActivityExecutionResponse();
    }

    public async Task<ResetActivityExecutionResponse> ResetActivityExecution(ResetActivityExecutionRequest request, ServerCallContext context)
    {
        ActivityExecutionRequests.Check(request.WorkflowId, request.ActivityId, request.RunId, request.Identity, request.RequestId, Services.Limits);
        ActivityExecutionRequests.CheckJitter(request.Jitter);
        await engine.ActivityControl.Reset(new()
        {
            Namespace = request.Namespace,
            Execution = new() { WorkflowId = request.WorkflowId, RunId = request.RunId },
            Id = request.ActivityId,
            ResetHeartbeat = request.ResetHeartbeat,
            RestoreOriginalOptions = request.RestoreOriginalOptions,
            KeepPaused = request.KeepPaused,
            Jitter = request.Jitter,
            Identity = request.Identity,
        }).ConfigureAwait(false);
        return new ResetActivityExecutionResponse();
    }

    public async Task<UpdateActivityExecutionOptionsResponse> UpdateActivityExecutionOptions(
        UpdateActivityExecutionOptionsRequest request, ServerCallContext context)
    {
        ActivityExecutionRequests.Check(request.WorkflowId, request.ActivityId, request.RunId, request.Identity, request.RequestId, Services.Limits);
        ActivityExecutionRequests.CheckUpdate(request.ActivityOptions is not null, request.UpdateMask, request.RestoreOriginal);
        var (options, commit) = engine.ActivityControl.UpdateOptions(new()
        {
            Namespace = request.Namespace,
            Execution = new() { WorkflowId = request.WorkflowId, RunId = request.RunId },
            Id = request.ActivityId,
            ActivityOptions = request.ActivityOptions,
            UpdateMask = request.UpdateMask,
            RestoreOriginal = request.RestoreOriginal,
            Identity = request.Identity,
        });
        await commit.ConfigureAwait(false);
        return new UpdateActivityExecutionOptionsResponse { ActivityOptions = options };
    }
}
