using Mdlc.Engine.Deployments;
using Mdlc.Engine.Matching;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.State;

internal sealed partial class MutableState
{
    /// <summary>The target that the worker of a pinned run has been told of, so that it may continue as new there.</summary>
    private VersionTarget? _notifiedTarget;

    /// <summary>A target that the run before was told of, and continued as new without going there.</summary>
    private DeclinedTargetVersionUpgrade? _declinedTarget;

    /// <summary>
    /// What workers and clients have said of the run's versioning; null while nobody has. A transition and the revision do not stand in
    /// history: they are set by whoever starts the task that moves the run.
    /// </summary>
    public WorkflowExecutionVersioningInfo? Versioning { get; private set; }

    /// <summary>The deployment of the worker that completed the last workflow task, or where an override sends the run.</summary>
    public string DeploymentName { get; private set; } = "";

    /// <summary>The versions whose workers have completed workflow tasks.</summary>
    public List<string> UsedVersions { get; } = [];

    public VersioningBehavior Behavior => EffectiveVersioning.Behavior(Versioning);

    public DeploymentVersion? Version => EffectiveVersioning.Version(Versioning);

    public bool IsInTransition => Versioning?.VersionTransition is not null;

    public long VersioningRevision => Versioning?.RevisionNumber ?? 0;

    /// <summary>The run before has asked for the ramping version, for the first task of this one.</summary>
    public bool UsesRampingVersion =>
        !HasCompletedAnyTask && Versioning?.ContinueAsNewInitialVersioningBehavior == ContinueAsNewVersioningBehavior.UseRampingVersion;

    /// <summary>Whether the worker is told that new workflows go to another version than the one this run is pinned to.</summary>
    public bool IsTargetChanged => _notifiedTarget is not null && Behavior == VersioningBehavior.Pinned;

    /// <summary>What the next run is told that this one was told of; null when it was told of nothing.</summary>
    public DeclinedTargetVersionUpgrade? DeclinedTarget => _notifiedTarget is { } notified
        ? new DeclinedTargetVersionUpgrade { DeploymentVersion = notified.Version?.ToMessage(), RevisionNumber = notified.Revision }
        : _declinedTarget;

    /// <summary>The versioning as the search attributes show it: without a move that is only under way.</summary>
    public (string Deployment, DeploymentVersion? Version, VersioningBehavior Behavior) ShownVersioning
    {
        get
        {
            var given = Versioning?.VersioningOverride;
            var version = VersioningOverrides.Target(given) ?? DeploymentVersion.Of(Versioning?.DeploymentVersion);
            return (version?.DeploymentName ?? DeploymentName, version, given is null ? Versioning?.Behavior ?? default : VersioningOverrides.Behavior(given));
        }
    }

    /// <summary>The run moves to another version with the task that is being started, or because one of its activities has moved.</summary>
    public void StartTransition(DeploymentVersion? version, long revision)
    {
        Versioning ??= new WorkflowExecutionVersioningInfo();
        Versioning.VersionTransition = new DeploymentVersionTransition { DeploymentVersion = version?.ToMessage() };
        Versioning.RevisionNumber = revision;
    }

    /// <summary>Sets what history does not show of the move that the last completed task made.</summary>
    public void RestoreRevision(long revision) => (Versioning ??= new WorkflowExecutionVersioningInfo()).RevisionNumber = revision;

    /// <summary>A workflow task is being started: a pinned run is told where it would go, were it free.</summary>
    /// <param name="target">Null for a task that goes to the worker of the one before, without asking.</param>
    public void NoteTarget(VersionTarget? target)
    {
        var known = Math.Max(_notifiedTarget?.Revision ?? 0, _declinedTarget?.RevisionNumber ?? 0);
        if (Versioning?.VersioningOverride is not null)
        {
            (_notifiedTarget, _declinedTarget) = (null, null);
        }
        else if (Behavior != VersioningBehavior.Pinned || target is not { } found || found.Revision < known)
        {
            return;
        }
        else if (found.Version == Version)
        {
            (_notifiedTarget, _declinedTarget) = (null, null);
        }
        else if (_declinedTarget is not { } declined || found.Revision > declined.RevisionNumber)
        {
            (_notifiedTarget, _declinedTarget) = (found, null);
        }
    }

    private void StartVersioning()
    {
        if (VersioningOverrides.Normalize(Started.VersioningOverride) is { } given)
        {
            Versioning = new WorkflowExecutionVersioningInfo { VersioningOverride = given };
        }

        if (Started.InheritedPinnedVersion is { } pinned)
        {
            Versioning ??= new WorkflowExecutionVersioningInfo();
            (Versioning.DeploymentVersion, Versioning.Behavior) = (pinned, VersioningBehavior.Pinned);
            _declinedTarget = Started.ContinuedExecutionRunId.Length > 0 ? Started.DeclinedTargetVersionUpgrade : null;
        }

        if (Started.InheritedAutoUpgradeInfo is { } source)
        {
            Versioning ??= new WorkflowExecutionVersioningInfo();
            (Versioning.DeploymentVersion, Versioning.Behavior) = (source.SourceDeploymentVersion, VersioningBehavior.AutoUpgrade);
            Versioning.RevisionNumber = source.SourceDeploymentRevisionNumber;
            Versioning.ContinueAsNewInitialVersioningBehavior = source.ContinueAsNewInitialVersioningBehavior;
        }

        if (Behavior != VersioningBehavior.Unspecified)
        {
            NoteBuildId(null);
        }

        DeploymentName = Version?.DeploymentName ?? "";
    }

    private void CompleteVersioning(WorkflowTaskCompletedEventAttributes completed)
    {
        DeploymentName = completed.WorkerDeploymentName;
        var version = DeploymentVersion.Of(completed.DeploymentVersion);
        if (Versioning?.VersionTransition is { } transition && DeploymentVersion.Of(transition.DeploymentVersion) == version)
        {
            Versioning.VersionTransition = null;
        }

        if (completed.VersioningBehavior != VersioningBehavior.Unspecified)
        {
            Versioning ??= new WorkflowExecutionVersioningInfo();
            Versioning.Version = DeploymentVersion.OldText(version);
            (Versioning.Behavior, Versioning.DeploymentVersion) = (completed.VersioningBehavior, completed.DeploymentVersion);
        }
        else if (Versioning is not null)
        {
            (Versioning.Behavior, Versioning.DeploymentVersion, Versioning.Version) = (VersioningBehavior.Unspecified, null, "");
        }

        if (version is not null && DeploymentVersion.Of(Versioning?.VersioningOverride?.OneTime?.TargetDeploymentVersion) == version)
        {
            // The run is where it was to be moved once: from here on it is its worker's again.
            Versioning!.VersioningOverride = null;
        }

        if (version is not null && !UsedVersions.Contains(version.ToString()))
        {
            UsedVersions.Add(version.ToString());
        }
    }

    /// <param name="given">Null to unset it.</param>
    private void OverrideVersioning(VersioningOverride? given)
    {
        var before = (Behavior, Version);
        if (given is not null)
        {
            Versioning ??= new WorkflowExecutionVersioningInfo();
            Versioning.VersioningOverride = given;
            DeploymentName = VersioningOverrides.Target(given)?.DeploymentName ?? DeploymentName;
        }
        else
        {
            DeploymentName = Versioning?.DeploymentVersion?.DeploymentName ?? "";
            if (Versioning is not null)
            {
                Versioning.VersioningOverride = null;
            }
        }

        if (ShownVersioning.Behavior == VersioningBehavior.Pinned)
        {
            // It is to be followed at once, whatever move is under way.
            Versioning!.VersionTransition = null;
        }

        if (before != (Behavior, Version))
        {
            NoteBuildId(null);
        }
    }
}
