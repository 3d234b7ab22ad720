using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public async Task<PauseWorkflowExecutionResponse> PauseWorkflowExecution(PauseWorkflowExecutionRequest request, ServerCallContext context)
    {
        if (!Services.Limits.WorkflowPause)
        {
            throw new ServiceException(StatusCode.Unimplemented, $"workflow pause is not enabled for namespace: {request.Namespace}");
        }

        await engine.Pauses.Pause(request).ConfigureAwait(false);
        return new PauseWorkflowExecutionResponse();
    }

    /// <summary>Whoever was paused can go on, also where pausing was switched off since.</summary>
    public async Task<UnpauseWorkflowExecutionResponse> UnpauseWorkflowExecution(UnpauseWorkflowExecutionRequest request, ServerCallContext context)
    {
        await engine.Pauses.Unpause(request).ConfigureAwait(false);
        return new UnpauseWorkflowExecutionResponse();
    }
}
