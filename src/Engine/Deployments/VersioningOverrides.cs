using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Workflow.V1;
using Pinned = Temporalio.Api.Workflow.V1.VersioningOverride.Types.PinnedOverride;
using PinnedBehavior = Temporalio.Api.Workflow.V1.VersioningOverride.Types.PinnedOverrideBehavior;

namespace Mdlc.Engine.Deployments;

/// <summary>What clients set of a workflow's versioning in place of what its worker says.</summary>
internal static class VersioningOverrides
{
    /// <summary>In the present form, whatever the form it came in; null for none.</summary>
    public static VersioningOverride? Normalize(VersioningOverride? given)
    {
        if (given is null || given.OverrideCase != VersioningOverride.OverrideOneofCase.None)
        {
            return given is null ? null : WithoutOldFields(given);
        }

        return given.Behavior switch
        {
            VersioningBehavior.AutoUpgrade => new VersioningOverride { AutoUpgrade = true },
            VersioningBehavior.Pinned => new VersioningOverride { Pinned = new Pinned { Behavior = PinnedBehavior.Pinned, Version = OldTarget(given)?.ToMessage() } },
            _ => null,
        };
    }

    /// <summary>With the fields that older clients read.</summary>
    public static VersioningOverride WithOldFields(VersioningOverride given)
    {
        var described = given.Clone();
        if (given.AutoUpgrade)
        {
            described.Behavior = VersioningBehavior.AutoUpgrade;
        }
        else if (given.Pinned is { } pinned)
        {
            described.Behavior = VersioningBehavior.Pinned;
            described.PinnedVersion = DeploymentVersion.OldText(DeploymentVersion.Of(pinned.Version));
        }

        return described;
    }

    /// <param name="given">In the present form.</param>
    public static VersioningBehavior Behavior(VersioningOverride given) =>
        given.AutoUpgrade ? VersioningBehavior.AutoUpgrade
        : given.Pinned is not null || given.OneTime is not null ? VersioningBehavior.Pinned
        : VersioningBehavior.Unspecified;

    /// <summary>The version that it names; null when it names none.</summary>
    public static DeploymentVersion? Target(VersioningOverride? given) => DeploymentVersion.Of(given?.Pinned?.Version ?? given?.OneTime?.TargetDeploymentVersion);

    /// <summary>The override of the next run: a move to a version happens once, and what upgrades by itself needs none.</summary>
    public static VersioningOverride? Inherited(VersioningOverride? given) => given?.Pinned is null ? null : given;

    /// <exception cref="ServiceException">It says too little, or contradicts itself.</exception>
    public static void Check(VersioningOverride? given)
    {
        if (given is not null && Wrong(given) is { } wrong)
        {
            throw ServiceException.InvalidArgument(wrong);
        }
    }

    /// <exception cref="ServiceException">It names a version that does not serve the workflow's queue.</exception>
    public static void CheckServed(VersioningOverride? given, Matching.QueueKey queue, DeploymentRegistry deployments)
    {
        if (Unserved(given, queue, deployments) is { } target)
        {
            throw ServiceException.FailedPrecondition($"Pinned version '{target}' is not present in task queue '{queue.Name}' of type '{queue.Type}'");
        }
    }

    /// <summary>The version that it names and that does not serve the queue; null when there is nothing of that kind.</summary>
    public static DeploymentVersion? Unserved(VersioningOverride? given, Matching.QueueKey queue, DeploymentRegistry deployments) =>
        Target(Normalize(given)) is { } target && !deployments.Serves(target, queue) ? target : null;

    private static string? Wrong(VersioningOverride given) => given.OverrideCase switch
    {
        VersioningOverride.OverrideOneofCase.AutoUpgrade => given.AutoUpgrade ? null : "auto-upgrade override must be true",
        VersioningOverride.OverrideOneofCase.Pinned => given.Pinned.Version is null ? "must provide version if override is pinned."
            : given.Pinned.Behavior == PinnedBehavior.Unspecified ? "must specify pinned override behavior if override is pinned."
            : null,
        VersioningOverride.OverrideOneofCase.OneTime =>
            given.OneTime.TargetDeploymentVersion is null ? "must provide target deployment version if override is one-time." : null,
        _ => WrongInOldForm(given),
    };

    private static string? WrongInOldForm(VersioningOverride given)
    {
        switch (given.Behavior)
        {
            case VersioningBehavior.Pinned when given.Deployment is { } deployment:
                return deployment.SeriesName.Length == 0 ? "deployment name cannot be empty"
                    : deployment.SeriesName.AsSpan().ContainsAny('.', ':') ? "deployment name cannot contain '.' or ':'"
                    : deployment.BuildId.Length == 0 ? "deployment build ID cannot be empty"
                    : null;
            case VersioningBehavior.Pinned when given.PinnedVersion.Length > 0:
                return DeploymentVersion.TryParse(given.PinnedVersion, out _, out _)
                    ? null
                    : $"invalid version string \"{given.PinnedVersion}\", expected format is \"<deployment_name>.<build_id>\"";
            case VersioningBehavior.Pinned:
                return "must provide deployment (deprecated) or pinned version if behavior is 'PINNED'";
            case VersioningBehavior.AutoUpgrade:
                return given.Deployment is not null ? "only provide deployment if behavior is 'PINNED'"
                    : given.PinnedVersion.Length > 0 ? "only provide pinned version if behavior is 'PINNED'"
                    : null;
            case VersioningBehavior.Unspecified:
                return "override behavior is required";
            default:
                return $"override behavior {(int)given.Behavior} not recognized";
        }
    }

    private static VersioningOverride WithoutOldFields(VersioningOverride given)
    {
        var clean = given.Clone();
        (clean.Behavior, clean.Deployment, clean.PinnedVersion) = (VersioningBehavior.Unspecified, null, "");
        return clean;
    }

    private static DeploymentVersion? OldTarget(VersioningOverride given) =>
        given.PinnedVersion.Length > 0 ? (DeploymentVersion.TryParse(given.PinnedVersion, out var version, out _) ? version : null)
        : given.Deployment is { } deployment ? new(deployment.SeriesName, deployment.BuildId)
        : null;
}
