using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend;

internal sealed partial class WorkflowFrontend
{
    public Task<DescribeWorkerDeploymentResponse> DescribeWorkerDeployment(DescribeWorkerDeploymentRequest request, ServerCallContext context) =>
        Task.FromResult(Services.Deployments.Describe(request));

    public Task<DescribeWorkerDeploymentVersionResponse> DescribeWorkerDeploymentVersion(
        DescribeWorkerDeploymentVersionRequest request, ServerCallContext context) => Task.FromResult(Services.Deployments.Describe(request));

    public Task<ListWorkerDeploymentsResponse> ListWorkerDeployments(ListWorkerDeploymentsRequest request, ServerCallContext context) =>
        Task.FromResult(Services.Deployments.List(request));

    public async Task<SetWorkerDeploymentCurrentVersionResponse> SetWorkerDeploymentCurrentVersion(
        SetWorkerDeploymentCurrentVersionRequest request, ServerCallContext context)
    {
        var (response, commit) = Services.Deployments.SetCurrent(request);
        await commit.ConfigureAwait(false);
        return response;
    }

    public async Task<SetWorkerDeploymentRampingVersionResponse> SetWorkerDeploymentRampingVersion(
        SetWorkerDeploymentRampingVersionRequest request, ServerCallContext context)
    {
        var (response, commit) = Services.Deployments.SetRamping(request);
        await commit.ConfigureAwait(false);
        return response;
    }

    public async Task<SetWorkerDeploymentManagerResponse> SetWorkerDeploymentManager(SetWorkerDeploymentManagerRequest request, ServerCallContext context)
    {
        var (response, commit) = Services.Deployments.SetManager(request);
        await commit.ConfigureAwait(false);
        return response;
    }

    public async Task<UpdateWorkerDeploymentVersionMetadataResponse> UpdateWorkerDeploymentVersionMetadata(
        UpdateWorkerDeploymentVersionMetadataRequest request, ServerCallContext context)
    {
        var (response, commit) = Services.Deployments.UpdateMetadata(request);
        await commit.ConfigureAwait(false);
        return response;
    }

    public async Task<DeleteWorkerDeploymentVersionResponse> DeleteWorkerDeploymentVersion(
        DeleteWorkerDeploymentVersionRequest request, ServerCallContext context)
    {
        await Services.Deployments.Delete(request).ConfigureAwait(false);
        return new DeleteWorkerDeploymentVersionResponse();
    }

    public async Task<DeleteWorkerDeploymentResponse> DeleteWorkerDeployment(DeleteWorkerDeploymentRequest request, ServerCallContext context)
    {
        await Services.Deployments.Delete(request).ConfigureAwait(false);
        return new DeleteWorkerDeploymentResponse();
    }
}
