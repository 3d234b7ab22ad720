using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Deployments;

internal sealed partial class DeploymentRegistry
{
    /// <summary>How long a queue counts as used after its last task.</summary>
    private static readonly TimeSpan UseMemory = TimeSpan.FromSeconds(30);

    public (SetWorkerDeploymentCurrentVersionResponse Response, Task Commit) SetCurrent(SetWorkerDeploymentCurrentVersionRequest request)
    {
        if (request.DeploymentName.Length == 0)
        {
            throw ServiceException.InvalidArgument("deployment name cannot be empty");
        }

        var version = Parse(request.Version, request.DeploymentName, request.BuildId);
        CheckNames(request.DeploymentName, version, request.AllowNoPollers);
        lock (_gate)
        {
            var deployment = Get_NeedsLock(request.Namespace, request.DeploymentName, request.AllowNoPollers);
            var text = DeploymentVersion.OldText(version);
            var previous = deployment.Routing.CurrentVersion;
            if (previous == text && deployment.Info.LastModifierIdentity == request.Identity)
            {
                return (CurrentResponse(deployment, text), Task.CompletedTask);
            }

            CheckToken(deployment, request.ConflictToken);
            CheckKnown(deployment, version, request.AllowNoPollers);
            CheckManager(deployment, request.Identity);
            if (!request.IgnoreMissingTaskQueues && Lacks_NeedsLock(deployment, version))
            {
                throw ServiceException.FailedPrecondition(
                    $"proposed current version '{version}' is missing active task queues from the current version; these would become unversioned if it is set as the current version");
            }

            Know_NeedsLock(deployment, version);
            RoutingChanges.SetCurrent(deployment, version, Now);
            var commit = Sign_NeedsLock(deployment, request.Identity);
            return (CurrentResponse(deployment, previous), commit);
        }
    }

    public (SetWorkerDeploymentRampingVersionResponse Response, Task Commit) SetRamping(SetWorkerDeploymentRampingVersionRequest request)
    {
        var (text, version) = Ramped(request);
        if (request.Percentage is not (>= 0 and <= 100))
        {
            throw ServiceException.InvalidArgument("Percentage must be between 0 and 100 (inclusive)");
        }

        CheckNames(request.DeploymentName, version, request.AllowNoPollers);
        lock (_gate)
        {
            var deployment = Get_NeedsLock(request.Namespace, request.DeploymentName, request.AllowNoPollers);
            var routing = deployment.Routing;
            var (previous, percentage) = (routing.RampingVersion, routing.RampingVersionPercentage);
            if (previous == text && percentage.Equals(request.Percentage) && deployment.Info.LastModifierIdentity == request.Identity)
            {
                return (RampingResponse(deployment, text, request.Percentage), Task.CompletedTask);
            }

            CheckToken(deployment, request.ConflictToken);
            if (text == routing.CurrentVersion && !(version is null && request.Percentage == 0))
            {
                throw ServiceException.FailedPrecondition($"requested ramping version {text} is already current");
            }

            CheckKnown(deployment, version, request.AllowNoPollers);
            CheckManager(deployment, request.Identity);
            if (previous != text && !request.IgnoreMissingTaskQueues && Lacks_NeedsLock(deployment, version))
            {
                throw ServiceException.FailedPrecondition(
                    $"proposed ramping version '{version}' is missing active task queues from the current version; these would become unversioned if it is set as the ramping version");
            }

            Know_NeedsLock(deployment, version);
            RoutingChanges.SetRamping(deployment, version, text, request.Percentage, Now);
            var commit = Sign_NeedsLock(deployment, request.Identity);
            return (RampingResponse(deployment, previous, percentage), commit);
        }
    }

    private static SetWorkerDeploymentCurrentVersionResponse CurrentResponse(StoredDeployment deployment, string previous)
    {
        return new()
        {
            ConflictToken = ByteString.CopyFrom(deployment.ConflictToken),
            PreviousVersion = previous,
            PreviousDeploymentVersion = Message(previous),
        };
    }

    private static SetWorkerDeploymentRampingVersionResponse RampingResponse(StoredDeployment deployment, string previous, float percentage)
    {
        return new()
        {
            ConflictToken = ByteString.CopyFrom(deployment.ConflictToken),
            PreviousVersion = previous,
            PreviousDeploymentVersion = Message(previous),
            PreviousPercentage = percentage,
        };
    }

    private static WorkerDeploymentVersion? Message(string text) => DeploymentVersion.TryParse(text, out var version, out _) ? version?.ToMessage() : null;

    /// <summary>What is to ramp: its text is empty to end the ramp.</summary>
    private static (string Text, DeploymentVersion? Version) Ramped(SetWorkerDeploymentRampingVersionRequest request)
    {
        // Some clients end a ramp by one of nobody to no version.
        var isEnd = request.BuildId.Length == 0 && request.Percentage == 0 && request.Version is "" or DeploymentVersion.Unversioned;
        if (isEnd)
        {
            return ("", null);
        }

        var version = Parse(request.Version, request.DeploymentName, request.BuildId);
        return (DeploymentVersion.OldText(version), version);
    }

    /// <param name="text">What older clients send; the build id counts where it is empty.</param>
    /// <returns>Null for workers without a version.</returns>
    private static DeploymentVersion? Parse(string text, string deploymentName, string buildId)
    {
        if (text.Length == 0 && buildId.Length == 0)
        {
            return null;
        }

        // What newer clients send apart is one text for whoever checks it.
        text = text.Length > 0 ? text : DeploymentVersion.OldText(new(deploymentName, buildId));
        if (!DeploymentVersion.TryParse(text, out var version, out var wrong))
        {
            throw ServiceException.InvalidArgument($"invalid version string: {wrong}");
        }

        return version is null || version.DeploymentName == deploymentName
            ? version
            : throw ServiceException.InvalidArgument($"invalid version string '{text}' does not match deployment name '{deploymentName}'");
    }

    private void CheckNames(string deploymentName, DeploymentVersion? version, bool mayBegin)
    {
        DeploymentNames.CheckName(deploymentName, limits);
        if (mayBegin && version is not null)
        {
            DeploymentNames.CheckBuildId(version.BuildId, limits);
        }
    }

    private StoredDeployment Get_NeedsLock(string ns, string name, bool mayBegin) =>
        mayBegin ? FindOrBegin_NeedsLock(ns, name) : _deployments.GetValueOrDefault((ns, name)) ?? throw DeploymentErrors.NoDeployment(name);

    private static void CheckToken(StoredDeployment deployment, ByteString token)
    {
        if (!token.IsEmpty && !token.Span.SequenceEqual(deployment.ConflictToken))
        {
            throw ServiceException.FailedPrecondition("conflict token mismatch");
        }
    }

    private static void CheckKnown(StoredDeployment deployment, DeploymentVersion? version, bool mayBegin)
    {
        if (version is not null && !mayBegin && deployment.Find(version) is null)
        {
            throw DeploymentErrors.NoVersion(version);
        }
    }

    private static void CheckManager(StoredDeployment deployment, string identity)
    {
        var manager = deployment.Info.ManagerIdentity;
        if (manager.Length > 0 && manager != identity)
        {
            throw ServiceException.FailedPrecondition(
                $"ManagerIdentity '{manager}' is set and does not match user identity '{identity}'; to proceed, set your own identity as the ManagerIdentity, remove the ManagerIdentity, or wait for the other client to do so");
        }
    }

    /// <summary>Whether a queue that the current version serves, and that is in use, would be left without a version.</summary>
    private bool Lacks_NeedsLock(StoredDeployment deployment, DeploymentVersion? version)
    {
        if (version is null || DeploymentVersion.Of(deployment.Routing.CurrentDeploymentVersion) is not { } current || deployment.Find(current) is not { } serving)
        {
            return false;
        }

        var proposed = deployment.Find(version);
        return QueuesOf(deployment.Namespace, serving).Any(queue =>
            (proposed is null || !QueueRoutings.Serves(proposed, queue)) && Routing(queue).Current.Version == current && matching.Queue(queue).IsUsed(current, UseMemory));
    }

    private void Know_NeedsLock(StoredDeployment deployment, DeploymentVersion? version)
    {
        if (version is not null)
        {
            FindOrAdd_NeedsLock(deployment, version);
        }
    }

    /// <summary>Notes who changed the deployment, and writes it.</summary>
    private Task Sign_NeedsLock(StoredDeployment deployment, string identity)
    {
        deployment.Info.LastModifierIdentity = identity;
        deployment.ConflictToken = ConflictTokens.At(Now);
        return Save_NeedsLock(deployment);
    }
}
