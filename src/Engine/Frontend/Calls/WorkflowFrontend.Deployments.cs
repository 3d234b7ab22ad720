using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public Task<DescribeWorkerDeploymentResponse> DescribeWorkerDeployment(DescribeWorkerDeploymentRequest request, ServerCallContext context) =>
        Task.FromResult(Services.Deployments.Describe(request));

    public Task<DescribeWorkerDeploymentVersionResponse> DescribeWorkerDeploymentVersion(
        DescribeWorkerDeploymentVersionRequest request, ServerCallContext context) => Task.FromResult(Services.Deployments.Describe(request));

    public Task<ListWorkerDeploymentsResponse> ListWorkerDeployments(ListWorkerDeploymentsRequest request, ServerCallContext context) =>
        Task.FromResult(Services.Deployments.List(request));

    public Task<SetWorkerDeploymentCurrentVersionResponse> SetWorkerDeploymentCurrentVersion(
        SetWorkerDeploymentCurrentVersionRequest request, ServerCallContext context) =>
        Committed(Services.Deployments.SetCurrent(request));

    public Task<SetWorkerDeploymentRampingVersionResponse> SetWorkerDeploymentRampingVersion(
        SetWorkerDeploymentRampingVersionRequest request, ServerCallContext context) =>
        Committed(Services.Deployments.SetRamping(request));

    public Task<SetWorkerDeploymentManagerResponse> SetWorkerDeploymentManager(SetWorkerDeploymentManagerRequest request, ServerCallContext context) =>
        Committed(Services.Deployments.SetManager(request));

    public Task<UpdateWorkerDeploymentVersionMetadataResponse> UpdateWorkerDeploymentVersionMetadata(
        UpdateWorkerDeploymentVersionMetadataRequest request, ServerCallContext context) =>
        Committed(Services.Deployments.UpdateMetadata(request));

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
