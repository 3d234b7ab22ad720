using Temporalio.Activities;

namespace Mdlc.Workflows.Monitoring;

/// <summary>Is the world still the one the model was trained on?</summary>
public interface IMonitoringActivities
{
    /// <summary>Compares a window (a file, or logged predictions) with the champion's training profile.</summary>
    [Activity]
    Task<MonitorResult> CompareAsync(MonitorInput input);
}
