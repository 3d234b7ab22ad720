using Temporalio.Workflows;

namespace Mdlc.Workflows.Triggers;

/// <summary>What a model's schedule starts: it tells the lifecycle that training is due, and ends. The run is the lifecycle's business.</summary>
[Workflow]
public sealed class ScheduledTrigger
{
    /// <summary>Of the schedule, and the start of the workflow ids that it makes: a server adds the time to them.</summary>
    public static string IdOf(string project, string model) => $"trigger/{project}/{model}";

    [WorkflowRun]
    public Task RunAsync(ScheduledTriggerInput input) =>
        Workflow.ExecuteActivityAsync(
            (ITriggerActivities a) => a.FireAsync(new(input.Project, input.Model, Workflow.Info.WorkflowId, input.Spec)),
            StageOptions.Quick($"fire: {input.Cron} of {input.Model}"));
}
