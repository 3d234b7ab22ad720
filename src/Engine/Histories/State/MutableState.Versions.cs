using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.State;

internal sealed partial class MutableState
{
    private const int ResetPointsKept = 20;
    private const string UnversionedBuild = "unversioned";
    private const string PinnedBuild = "pinned:";
    private static readonly TimeSpan ResetPointLife = TimeSpan.FromHours(24);

    /// <summary>What was noted last, and of whom: most workflow tasks are completed by the worker of the one before, and change nothing.</summary>
    private VersionLook _look;
    private WorkerVersionStamp? _lastStamp;

    /// <summary>The reset points for the next run of the chain: those of this run expire with its history.</summary>
    public ResetPoints? CarryResetPoints(string runId, DateTime now)
    {
        var carried = new ResetPoints();
        foreach (var point in ResetPoints.TakeLast(ResetPointsKept))
        {
            var copy = point.Clone();
            if (copy.RunId == runId)
            {
                copy.ExpireTime = now.AddClamped(ResetPointLife).ToTimestamp();
            }

            carried.Points.Add(copy);
        }

        return carried.Points.Count > 0 ? carried : null;
    }

    /// <summary>How often something changed that lists of runs show of workers and versions.</summary>
    public int VersioningChanges { get; private set; }

    private void NoteWorker(HistoryEvent e)
    {
        var completed = e.WorkflowTaskCompletedEventAttributes;
        NoteBuildId(completed.WorkerVersion);
        var buildId = completed.DeploymentVersion?.BuildId ?? completed.WorkerVersion?.BuildId ?? "";
        if (!ResetPoints.Exists(point => point.BuildId == buildId && point.BinaryChecksum == completed.BinaryChecksum))
        {
            ResetPoints.Add(new ResetPointInfo
            {
                BuildId = buildId,
                BinaryChecksum = completed.BinaryChecksum,
                RunId = RunId,
                FirstWorkflowTaskCompletedId = e.EventId,
                CreateTime = e.EventTime,
                Resettable = Children.Count == 0 && ExternalSignals.Count == 0 && ExternalCancels.Count == 0,
            });
        }
    }

    /// <summary>First stands how the run is bound now, then every build that has worked on it.</summary>
    /// <param name="stamp">The worker that did; null when it gave no build, or when only the run's versioning has changed.</param>
    private void NoteBuildId(WorkerVersionStamp? stamp)
    {
        var look = new VersionLook(ShownVersioning, UsedVersions.Count, Versioning?.VersioningOverride);
        if (look == _look && Equals(stamp, _lastStamp))
        {
            return;
        }

        var ids = ListBuildIds(stamp);
        if (look != _look || !ids.SequenceEqual(BuildIds))
        {
            VersioningChanges++;
            BuildIds.Clear();
            BuildIds.AddRange(ids);
        }

        (_look, _lastStamp) = (look, stamp);
    }

    private List<string> ListBuildIds(WorkerVersionStamp? stamp)
    {
        var (_, version, behavior) = ShownVersioning;
        var ids = new List<string>();
        if (behavior == VersioningBehavior.Unspecified && stamp is not { UseVersioning: true })
        {
            ids.Add(UnversionedBuild);
        }
        else if (behavior == VersioningBehavior.Pinned)
        {
            ids.Add($"{PinnedBuild}{version}");
        }

        ids.AddRange(BuildIds.Where(id => id != UnversionedBuild && !id.StartsWith(PinnedBuild, StringComparison.Ordinal)));
        if (stamp is { BuildId.Length: > 0 } && $"{(stamp.UseVersioning ? "versioned" : UnversionedBuild)}:{stamp.BuildId}" is var build && !ids.Contains(build))
        {
            ids.Add(build);
        }

        return ids;
    }

    /// <summary>What lists show of versioning, beside the builds.</summary>
    private readonly record struct VersionLook(
        (string Deployment, DeploymentVersion? Version, VersioningBehavior Behavior) Shown, int UsedVersions, VersioningOverride? Override);
}
