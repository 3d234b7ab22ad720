using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>What a run hands on of its versioning to the runs that it starts, or that take its place. Pure functions.</summary>
internal static class VersioningInheritance
{
    /// <summary>A child of the same namespace goes where its parent is bound, or begins there.</summary>
    /// <param name="parent">As it is when the child is started.</param>
    /// <param name="serves">Whether a version serves the child's queue.</param>
    public static void ForChild(WorkflowExecutionStartedEventAttributes child, MutableState parent, Func<DeploymentVersion, bool> serves)
    {
        if (parent.Version is not { } version)
        {
            return;
        }

        var isServed = serves(version);
        var keepsQueue = child.TaskQueue.Name == parent.TaskQueue;
        var given = parent.Versioning?.VersioningOverride;
        if (VersioningOverrides.Target(given) is not null && (keepsQueue || isServed))
        {
            child.VersioningOverride = given;
        }

        if (parent.Behavior == VersioningBehavior.Pinned && isServed)
        {
            child.InheritedPinnedVersion = version.ToMessage();
        }
        else if (parent.Behavior == VersioningBehavior.AutoUpgrade && (keepsQueue || isServed))
        {
            child.InheritedAutoUpgradeInfo = Source(parent, ContinueAsNewVersioningBehavior.Unspecified);
        }
    }

    /// <summary>A pinned run goes on where it is pinned, unless it asks to upgrade; others begin where the run before was.</summary>
    /// <param name="initial">How the run asks the next one to begin.</param>
    /// <param name="serves">Whether a version serves the next run's queue.</param>
    public static void ForContinuedAsNew(
        WorkflowExecutionStartedEventAttributes next, MutableState state, ContinueAsNewVersioningBehavior initial, Func<DeploymentVersion, bool> serves)
    {
        var keepsQueue = next.TaskQueue.Name == state.TaskQueue;
        var isServed = state.Version is { } version && (keepsQueue || serves(version));
        var staysPinned = state.Behavior == VersioningBehavior.Pinned && initial == ContinueAsNewVersioningBehavior.Unspecified;
        if (keepsQueue || (staysPinned && isServed))
        {
            next.VersioningOverride = VersioningOverrides.Inherited(state.Versioning?.VersioningOverride);
        }

        if (staysPinned && isServed)
        {
            next.InheritedPinnedVersion = state.Version!.ToMessage();
            next.DeclinedTargetVersionUpgrade = state.DeclinedTarget;
        }
        else if (!staysPinned && isServed)
        {
            next.InheritedAutoUpgradeInfo = Source(state, initial);
        }
    }

    /// <summary>A retry of a run that inherited its pin is pinned as well; one of a run that upgrades begins where that was.</summary>
    public static void ForRetry(WorkflowExecutionStartedEventAttributes next, MutableState state)
    {
        if (state.Behavior == VersioningBehavior.Pinned && state.Started.InheritedPinnedVersion is not null)
        {
            next.InheritedPinnedVersion = state.Version?.ToMessage();
        }
        else if (state.Behavior == VersioningBehavior.AutoUpgrade)
        {
            next.InheritedAutoUpgradeInfo = Source(state, state.Versioning!.ContinueAsNewInitialVersioningBehavior);
        }
    }

    /// <summary>Only a routing that is known can be compared with: before there was one, nothing is handed on.</summary>
    private static InheritedAutoUpgradeInfo? Source(MutableState state, ContinueAsNewVersioningBehavior initial) =>
        state is not { Version: { } version, Behavior: not VersioningBehavior.Unspecified, VersioningRevision: not 0 } ? null : new InheritedAutoUpgradeInfo
        {
            SourceDeploymentVersion = version.ToMessage(),
            SourceDeploymentRevisionNumber = state.VersioningRevision,
            ContinueAsNewInitialVersioningBehavior = initial,
        };
}
