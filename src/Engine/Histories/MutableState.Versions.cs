using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class MutableState
{
    private const int ResetPointsKept = 20;
    private static readonly TimeSpan ResetPointLife = TimeSpan.FromHours(24);

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

    private void NoteWorker(HistoryEvent e)
    {
        var completed = e.WorkflowTaskCompletedEventAttributes;
        var buildId = completed.WorkerVersion?.BuildId ?? "";
        AddBuildId("unversioned");
        if (buildId.Length > 0)
        {
            AddBuildId($"unversioned:{buildId}");
        }

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

    private void AddBuildId(string buildId)
    {
        if (!BuildIds.Contains(buildId))
        {
            BuildIds.Add(buildId);
        }
    }
}
