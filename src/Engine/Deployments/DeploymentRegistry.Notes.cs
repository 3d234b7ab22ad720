using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Deployments;

internal sealed partial class DeploymentRegistry
{
    /// <summary>Names the only one who may change the deployment; nobody frees it for all.</summary>
    public (SetWorkerDeploymentManagerResponse Response, Task Commit) SetManager(SetWorkerDeploymentManagerRequest request)
    {
        if (request.Identity.Length == 0)
        {
            throw ServiceException.InvalidArgument("Identity is required");
        }

        DeploymentNames.CheckName(request.DeploymentName, limits);
        var manager = request.HasSelf && request.Self ? request.Identity : request.ManagerIdentity;
        lock (_gate)
        {
            var deployment = _deployments.GetValueOrDefault((request.Namespace, request.DeploymentName)) ?? throw NoEntity(request.DeploymentName);
            var (previous, commit) = (deployment.Info.ManagerIdentity, Task.CompletedTask);
            if (previous != manager || deployment.Info.LastModifierIdentity != request.Identity)
            {
                CheckToken(deployment, request.ConflictToken);
                deployment.Info.ManagerIdentity = manager;
                commit = Sign_NeedsLock(deployment, request.Identity);
            }

            return (
                new SetWorkerDeploymentManagerResponse
                {
                    ConflictToken = ByteString.CopyFrom(deployment.ConflictToken),
                    PreviousManagerIdentity = previous,
                },
                commit);
        }
    }

    /// <summary>Sets and removes what users have noted on a version.</summary>
    public (UpdateWorkerDeploymentVersionMetadataResponse Response, Task Commit) UpdateMetadata(UpdateWorkerDeploymentVersionMetadataRequest request)
    {
        if (request.UpsertEntries.Count == 0 && request.RemoveEntries.Count == 0)
        {
            throw ServiceException.InvalidArgument("At least one of remove_entries or upsert_entries must be provided");
        }

        var version = request.DeploymentVersion is { } named ? DeploymentVersion.Of(named)
            : DeploymentVersion.TryParse(request.Version, out var parsed, out _) ? parsed
            : null;
        lock (_gate)
        {
            if (version is null || Find_NeedsLock(request.Namespace, version) is not { } info)
            {
                throw ServiceException.WorkflowNotFound($"temporal-sys-worker-deployment-version:{version?.ToString() ?? ":"}");
            }

            info.Metadata ??= new VersionMetadata();
            foreach (var (key, value) in request.UpsertEntries)
            {
                info.Metadata.Entries[key] = value;
            }

            foreach (var key in request.RemoveEntries)
            {
                info.Metadata.Entries.Remove(key);
            }

            info.LastModifierIdentity = request.Identity;
            return (
                new UpdateWorkerDeploymentVersionMetadataResponse { Metadata = info.Metadata.Clone() },
                Save_NeedsLock(_deployments[(request.Namespace, version.DeploymentName)]));
        }
    }
}
