using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Matching;

/// <summary>What is remembered of a worker that polled: not its poll, which holds the task that it got.</summary>
internal sealed record SeenPoller(string Identity, DateTimeOffset LastAccess, WorkerVersionCapabilities? Capabilities, WorkerDeploymentOptions? Deployment)
{
    public static SeenPoller Of(Poller poller, DateTimeOffset now) => new(poller.Identity, now, poller.Capabilities, poller.Deployment);
}
