using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public async Task<UpdateWorkflowExecutionOptionsResponse> UpdateWorkflowExecutionOptions(
        UpdateWorkflowExecutionOptionsRequest request, ServerCallContext context)
    {
        var (options, commit) = engine.Options.Update(request);
        await commit.ConfigureAwait(false);
        return new UpdateWorkflowExecutionOptionsResponse { WorkflowExecutionOptions = options };
    }

    public async Task<PollWorkflowExecutionTimeSkippingResponse> PollWorkflowExecutionTimeSkipping(
        PollWorkflowExecutionTimeSkippingRequest request, ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, status.Stopping);
        return await engine.FastForwards.Poll(request, stop.Token).ConfigureAwait(false);
    }
}
