using Grpc.Core;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public Task<DescribeTaskQueueResponse> DescribeTaskQueue(DescribeTaskQueueRequest request, ServerCallContext context)
    {
        if (TaskQueueNames.ValidateDescribed(request.TaskQueue) is { } wrong)
        {
            throw ServiceException.InvalidArgument(wrong);
        }

#pragma warning disable CS0612 // Deprecated by Temporal, and still what its command line asks for.
        if (request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            return Task.FromResult(DescribeEnhanced(request));
        }
#pragma warning restore CS0612

        var type = request.TaskQueueType == TaskQueueType.Unspecified ? TaskQueueType.Workflow : request.TaskQueueType;
        var queue = Queue(request.Namespace, request.TaskQueue, type);
        var (pollers, backlog) = queue.Describe();
        var response = new DescribeTaskQueueResponse { Pollers = { pollers } };
        if (request.ReportStats)
        {
            response.Stats = queue.Stats();
        }

        if (request.ReportConfig)
        {
            response.Config = taskQueues.Find(new(request.Namespace, request.TaskQueue!.Name, type)) ?? new TaskQueueConfig();
        }

        if (request.TaskQueue!.Kind != TaskQueueKind.Sticky)
        {
            response.VersioningInfo = Versioning(Services.Deployments.Routing(new(request.Namespace, request.TaskQueue.Name, type)));
        }

        if (request.IncludeTaskQueueStatus)
        {
            response.TaskQueueStatus = new TaskQueueStatus { BacklogCountHint = backlog };
        }

        return Task.FromResult(response);
    }

#pragma warning disable CS0612 // As above.
    /// <summary>All that waits and polls is told as of workers without a build id: those of the first kind of versioning do not exist here.</summary>
    private DescribeTaskQueueResponse DescribeEnhanced(DescribeTaskQueueRequest request)
    {
        if (request.TaskQueue?.Kind == TaskQueueKind.Sticky)
        {
            throw ServiceException.InvalidArgument("Enhanced DescribeTaskQueue is not valid for a sticky queue, use api_mode=UNSPECIFIED or a normal queue.");
        }

        var response = new DescribeTaskQueueResponse();
        foreach (var buildId in request.Versions?.BuildIds ?? [])
        {
            response.VersionsInfo[buildId] = DescribeVersion(request, static _ => (new TaskQueueStats(), []));
        }

        if (request.Versions is null or { Unversioned: true })
        {
            var info = response.VersionsInfo[""] = DescribeVersion(request, type =>
            {
                var queue = Queue(request.Namespace, request.TaskQueue, type);
                return (queue.Stats(), queue.Describe().Pollers);
            });
            info.TaskReachability = request.ReportTaskReachability ? BuildIdTaskReachability.Reachable : BuildIdTaskReachability.Unspecified;
        }

        return response;
    }

    private static TaskQueueVersionInfo DescribeVersion(
        DescribeTaskQueueRequest request, Func<TaskQueueType, (TaskQueueStats Stats, IReadOnlyList<PollerInfo> Pollers)> describe)
    {
        var info = new TaskQueueVersionInfo();
        foreach (var type in request.TaskQueueTypes.Count > 0 ? request.TaskQueueTypes.Distinct() : [TaskQueueType.Workflow, TaskQueueType.Activity])
        {
            var (stats, pollers) = describe(type);
            info.TypesInfo[(int)type] = new TaskQueueTypeInfo
            {
                Stats = request.ReportStats ? stats : null,
                Pollers = { request.ReportPollers ? pollers : [] },
            };
        }

        return info;
    }
#pragma warning restore CS0612

    private static TaskQueueVersioningInfo Versioning(QueueRouting routing)
    {
        // Of queues that no version has ever served Go's first moment is told, of others that of its clock.
        var updated = routing.CurrentChanged ?? (routing.Members.Count == 0 ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) : DateTime.UnixEpoch);
        var info = new TaskQueueVersioningInfo
        {
            CurrentVersion = DeploymentVersion.OldText(routing.Current.Version),
            CurrentDeploymentVersion = routing.Current.Version?.ToMessage(),
        };
        if (routing.IsRamping)
        {
            info.RampingVersion = DeploymentVersion.OldText(routing.Ramping.Version);
            info.RampingDeploymentVersion = routing.Ramping.Version?.ToMessage();
            info.RampingVersionPercentage = routing.RampPercentage;
            updated = routing.RampingChanged > updated ? routing.RampingChanged.Value : updated;
        }

        info.UpdateTime = updated.ToTimestamp();
        return info;
    }

    public async Task<UpdateTaskQueueConfigResponse> UpdateTaskQueueConfig(UpdateTaskQueueConfigRequest request, ServerCallContext context)
    {
        Check(request, Services.Limits);
        var key = new QueueKey(request.Namespace, request.TaskQueue, request.TaskQueueType);
        var config = taskQueues.Find(key)?.Clone() ?? new TaskQueueConfig();
        if (request.UpdateQueueRateLimit is { } update)
        {
            config.QueueRateLimit = new RateLimitConfig
            {
                RateLimit = update.RateLimit,
                Metadata = new ConfigMetadata { Reason = update.Reason, UpdateIdentity = request.Identity, UpdateTime = Services.Now.ToTimestamp() },
            };
        }

        foreach (var fairnessKey in request.UnsetFairnessWeightOverrides)
        {
            config.FairnessWeightOverrides.Remove(fairnessKey);
        }

        foreach (var (fairnessKey, weight) in request.SetFairnessWeightOverrides)
        {
            config.FairnessWeightOverrides[fairnessKey] = weight;
        }

        await taskQueues.Put(key, config).ConfigureAwait(false);
        return new UpdateTaskQueueConfigResponse { Config = config };
    }

    private static void Check(UpdateTaskQueueConfigRequest request, EngineLimits limits)
    {
        if (request.TaskQueue.Length == 0)
        {
            throw ServiceException.InvalidArgument("taskQueue is not set");
        }

        if (request.Identity.Length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument($"Identity field too long (max {limits.MaxIdLength} characters).");
        }

        var limit = request.UpdateQueueRateLimit?.RateLimit;
        if (limit is not null && request.TaskQueueType == TaskQueueType.Workflow)
        {
            throw ServiceException.InvalidArgument("Setting rate limit on workflow task queues is not allowed.");
        }

        if (limit is { RequestsPerSecond: < 0 })
        {
            throw ServiceException.InvalidArgument($"UpdateQueueRateLimit: found {limit.RequestsPerSecond} requests per second, expected 0 or more.");
        }

        if (request.UpdateFairnessKeyRateLimitDefault?.RateLimit is not null)
        {
            throw new ServiceException(StatusCode.Unimplemented, "This server limits whole queues only, not single fairness keys. Set UpdateQueueRateLimit.");
        }

        foreach (var (fairnessKey, weight) in request.SetFairnessWeightOverrides)
        {
            if (!(weight > 0))
            {
                throw ServiceException.InvalidArgument($"SetFairnessWeightOverrides: found weight {weight} for key \"{fairnessKey}\", expected more than 0.");
            }
        }
    }
}
