using Mdlc.Engine.Deployments;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.State;

internal sealed partial class MutableState
{
    /// <summary>The run's own time skipping; null while nobody has asked for it.</summary>
    public RunSkipping? Skipping { get; private set; }

    /// <summary>How far the run's time is ahead of the engine's.</summary>
    public TimeSpan SkippedTime => Skipping?.Skipped ?? TimeSpan.Zero;

    /// <summary>The workflow's priority: as started, until it is changed.</summary>
    public Priority? Priority { get; private set; }

    /// <summary>What a client may change of the running workflow, as it is now.</summary>
    public WorkflowExecutionOptions Options() => new()
    {
        Priority = Priority?.Clone(),
        TimeSkippingConfig = Skipping?.Config?.Clone(),
        VersioningOverride = Versioning?.VersioningOverride?.Clone(),
    };

    private void ApplyOptions(HistoryEvent e)
    {
        var options = e.WorkflowExecutionOptionsUpdatedEventAttributes;
        Attach(options.AttachedRequestId, e);
        Priority = options.Priority ?? Priority;
        if (options.TimeSkippingConfigUpdated)
        {
            Skipping = RunSkipping.Update(Skipping, options.TimeSkippingConfig, e.EventTime.ToDateTime());
        }

        if (options.UnsetVersioningOverride || options.VersioningOverride is not null)
        {
            OverrideVersioning(options.UnsetVersioningOverride ? null : VersioningOverrides.Normalize(options.VersioningOverride));
        }
    }
}
