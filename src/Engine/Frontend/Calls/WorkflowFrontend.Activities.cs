using Grpc.Core;
using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public async Task<RecordActivityTaskHeartbeatResponse> RecordActivityTaskHeartbeat(RecordActivityTaskHeartbeatRequest request, ServerCallContext context)
    {
        var (orders, commit) = engine.ActivityTasks.Heartbeat(ActivityTarget.ByToken(request.TaskToken), request.Details, request.Identity);
        await commit.ConfigureAwait(false);
        return new RecordActivityTaskHeartbeatResponse
        {
            CancelRequested = orders.Cancel,
            ActivityPaused = orders.Pause,
            ActivityReset = orders.Reset,
        };
    }

    public async Task<RecordActivityTaskHeartbeatByIdResponse> RecordActivityTaskHeartbeatById(
        RecordActivityTaskHeartbeatByIdRequest request, ServerCallContext context)
    {
        var target = ActivityTarget.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
        var (orders, commit) = engine.ActivityTasks.Heartbeat(target, request.Details, request.Identity);
        await commit.ConfigureAwait(false);
        return new RecordActivityTaskHeartbeatByIdResponse
        {
            CancelRequested = orders.Cancel,
            ActivityPaused = orders.Pause,
            ActivityReset = orders.Reset,
        };
    }

    public async Task<RespondActivityTaskCompletedResponse> RespondActivityTaskCompleted(RespondActivityTaskCompletedRequest request, ServerCallContext context)
    {
        await engine.ActivityTasks.Complete(ActivityTarget.ByToken(request.TaskToken), request.Result, request.Identity, request.WorkerVersion).ConfigureAwait(false);
        return new RespondActivityTaskCompletedResponse();
    }

    public async Task<RespondActivityTaskCompletedByIdResponse> RespondActivityTaskCompletedById(
        RespondActivityTaskCompletedByIdRequest request, ServerCallContext context)
    {
        var target = ActivityTarget.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
        await engine.ActivityTasks.Complete(target, request.Result, request.Identity, null).ConfigureAwait(false);
        return new RespondActivityTaskCompletedByIdResponse();
    }

    public async Task<RespondActivityTaskFailedResponse> RespondActivityTaskFailed(RespondActivityTaskFailedRequest request, ServerCallContext context)
    {
        var target = ActivityTarget.ByToken(request.TaskToken);
        CheckFailure(request.Failure);
        var (told, commit) = engine.ActivityTasks.Fail(target, request.Failure, request.LastHeartbeatDetails, request.Identity, request.WorkerVersion);
        await commit.ConfigureAwait(false);
        return new RespondActivityTaskFailedResponse { Failures = { told } };
    }

    public async Task<RespondActivityTaskFailedByIdResponse> RespondActivityTaskFailedById(
        RespondActivityTaskFailedByIdRequest request, ServerCallContext context)
    {
        var target = ActivityTarget.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
        CheckFailure(request.Failure);
        var (told, commit) = engine.ActivityTasks.Fail(target, request.Failure, request.LastHeartbeatDetails, request.Identity, null);
        await commit.ConfigureAwait(false);
        return new RespondActivityTaskFailedByIdResponse { Failures = { told } };
    }

    public async Task<RespondActivityTaskCanceledResponse> RespondActivityTaskCanceled(RespondActivityTaskCanceledRequest request, ServerCallContext context)
    {
        await engine.ActivityTasks.Cancel(ActivityTarget.ByToken(request.TaskToken), request.Details, request.Identity).ConfigureAwait(false);
        return new RespondActivityTaskCanceledResponse();
    }

    public async Task<RespondActivityTaskCanceledByIdResponse> RespondActivityTaskCanceledById(
        RespondActivityTaskCanceledByIdRequest request, ServerCallContext context)
    {
        var target = ActivityTarget.ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
        await engine.ActivityTasks.Cancel(target, request.Details, request.Identity).ConfigureAwait(false);
        return new RespondActivityTaskCanceledByIdResponse();
    }

    /// <summary>Workers report what failed in an activity; other kinds of failure are the server's to tell.</summary>
    private static void CheckFailure(Failure? failure)
    {
        if (failure is { ApplicationFailureInfo: null })
        {
            throw ServiceException.InvalidArgument("Failure must have ApplicationFailureInfo.");
        }
    }
}
