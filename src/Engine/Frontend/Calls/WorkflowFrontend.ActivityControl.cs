using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public async Task<PauseActivityResponse> PauseActivity(PauseActivityRequest request, ServerCallContext context)
    {
        await engine.ActivityControl.Pause(request).ConfigureAwait(false);
        return new PauseActivityResponse();
    }

    public async Task<UnpauseActivityResponse> UnpauseActivity(UnpauseActivityRequest request, ServerCallContext context)
    {
        await engine.ActivityControl.Unpause(request).ConfigureAwait(false);
        return new UnpauseActivityResponse();
    }

    public async Task<ResetActivityResponse> ResetActivity(ResetActivityRequest request, ServerCallContext context)
    {
        await engine.ActivityControl.Reset(request).ConfigureAwait(false);
        return new ResetActivityResponse();
    }

    public async Task<UpdateActivityOptionsResponse> UpdateActivityOptions(UpdateActivityOptionsRequest request, ServerCallContext context)
    {
        var (options, commit) = engine.ActivityControl.UpdateOptions(request);
        await commit.ConfigureAwait(false);
        return new UpdateActivityOptionsResponse { ActivityOptions = options };
    }
}
