using System.Globalization;
using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Deployments;

internal sealed partial class DeploymentRegistry
{
    private const int MaximumPage = 1000;

    public DescribeWorkerDeploymentResponse Describe(DescribeWorkerDeploymentRequest request)
    {
        DeploymentNames.CheckName(request.DeploymentName, limits);
        lock (_gate)
        {
            var deployment = Get_NeedsLock(request.Namespace, request.DeploymentName, mayBegin: false);
            Drain_NeedsLock(deployment);
            return new DescribeWorkerDeploymentResponse
            {
                WorkerDeploymentInfo = DeploymentViews.Info(deployment),
                ConflictToken = ByteString.CopyFrom(deployment.ConflictToken),
            };
        }
    }

    public DescribeWorkerDeploymentVersionResponse Describe(DescribeWorkerDeploymentVersionRequest request)
    {
        var version = Named(request.Version, request.DeploymentVersion, "deployment version cannot be empty");
        DeploymentNames.Check(version, limits);
        lock (_gate)
        {
            if (Find_NeedsLock(request.Namespace, version) is not { } info)
            {
                throw ServiceException.NotFound("Worker Deployment Version not found");
            }

            Drain_NeedsLock(_deployments[(request.Namespace, version.DeploymentName)]);
            var response = new DescribeWorkerDeploymentVersionResponse { WorkerDeploymentVersionInfo = DeploymentViews.Version(info) };
            foreach (var queue in QueuesOf(request.Namespace, info))
            {
                response.VersionTaskQueues.Add(new DescribeWorkerDeploymentVersionResponse.Types.VersionTaskQueue
                {
                    Name = queue.Name,
                    Type = queue.Type,
                    Stats = request.ReportTaskQueueStats ? new TaskQueueStats { ApproximateBacklogCount = matching.Queue(queue).BacklogOf(version) } : null,
                });
            }

            return response;
        }
    }

    /// <summary>The deployments of a namespace, those that changed last first.</summary>
    public ListWorkerDeploymentsResponse List(ListWorkerDeploymentsRequest request)
    {
        var size = request.PageSize is > 0 and <= MaximumPage ? request.PageSize : MaximumPage;
        lock (_gate)
        {
            var from = request.NextPageToken.IsEmpty ? 0 : ParseToken(request.NextPageToken);
            var rest = _deployments.Values.Where(deployment => deployment.Namespace == request.Namespace)
                .OrderByDescending(deployment => deployment.Changed).ThenBy(deployment => deployment.Name, StringComparer.Ordinal)
                .Skip(from).Take(size + 1).ToList();
            var response = new ListWorkerDeploymentsResponse();
            foreach (var deployment in rest.Take(size))
            {
                Drain_NeedsLock(deployment);
                response.WorkerDeployments.Add(DeploymentViews.Summary(deployment));
            }

            if (rest.Count > size)
            {
                response.NextPageToken = ByteString.CopyFromUtf8((from + size).ToString(CultureInfo.InvariantCulture));
            }

            return response;
        }
    }

    private static int ParseToken(ByteString token) => int.TryParse(token.ToStringUtf8(), NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        ? from
        : throw ServiceException.InvalidArgument("invalid next page token");

    /// <param name="text">What older clients send; it counts where it is given.</param>
    private static DeploymentVersion Named(string text, WorkerDeploymentVersion? message, string missing)
    {
        if (text.Length == 0)
        {
            return DeploymentVersion.Of(message) ?? throw ServiceException.InvalidArgument(missing);
        }

        return DeploymentVersion.TryParse(text, out var version, out _) && version is not null
            ? version
            : throw ServiceException.InvalidArgument($"invalid version string \"{text}\", expected format is \"<deployment_name>.<build_id>\"");
    }

    /// <summary>Whether versions are free of workflows is seen when somebody looks, and it is due.</summary>
    private void Drain_NeedsLock(StoredDeployment deployment)
    {
        var changed = false;
        foreach (var version in deployment.Versions.Where(version => Drainage.IsDue(version.DrainageInfo, Now, limits)))
        {
            Drainage.Check(version, hasPinnedRuns(deployment.Namespace, DeploymentVersion.Of(version.DeploymentVersion)!), Now);
            changed = true;
        }

        if (changed)
        {
            _ = Save_NeedsLock(deployment);
        }
    }
}
