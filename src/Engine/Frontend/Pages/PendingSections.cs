using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>What a run waits for.</summary>
internal static class PendingSections
{
    public static Html Render(PageLinks links, DescribeWorkflowExecutionResponse description) => Html.Of($"""
        {(description.PendingActivities.Count == 0 ? Html.Empty : Layout.Section("pending-activities", "Pending activities", Activities(description.PendingActivities)))}
        {(description.PendingChildren.Count == 0 ? Html.Empty : Layout.Section("pending-children", "Pending children", Children(links, description.PendingChildren)))}
        {(description.PendingWorkflowTask is { } task ? Layout.Section("pending-task", "Workflow task", Task(task)) : Html.Empty)}
        """);

    private static Html Activities(IEnumerable<PendingActivityInfo> activities) => Html.Of($"""
        <div class="scroll"><table>
        <thead><tr><th>Activity</th><th>Type</th><th>State</th><th class="number">Attempt</th><th>Worker</th><th>Next attempt</th><th>Last heartbeat</th><th>Last failure</th></tr></thead>
        <tbody>
        {Html.Join(activities.Select(Activity))}
        </tbody></table></div>
        """);

    private static Html Activity(PendingActivityInfo activity) => Html.Of($"""
        <tr><td>{activity.ActivityId}</td><td>{activity.ActivityType?.Name}</td><td>{Layout.Words(activity.State.ToString())}</td><td class="number">{activity.Attempt}{(activity.MaximumAttempts > 0 ? $" of {activity.MaximumAttempts}" : "")}</td><td>{activity.LastWorkerIdentity}</td><td>{Moments.Of(activity.NextAttemptScheduleTime)}</td><td>{Moments.Of(activity.LastHeartbeatTime)} {Layout.Text(string.Join(' ', (activity.HeartbeatDetails?.Payloads_ ?? []).Select(PayloadText.Line)))}</td><td>{activity.LastFailure?.Message}</td></tr>

        """);

    private static Html Children(PageLinks links, IEnumerable<PendingChildExecutionInfo> children) => Html.Of($"""
        <ul>
        {Html.Join(children.Select(child => Html.Of($"<li><a href=\"{links.Workflow(child.WorkflowId, child.RunId)}\">{child.WorkflowId}</a> <span class=\"quiet\">{child.WorkflowTypeName}</span></li>\n")))}
        </ul>
        """);

    private static Html Task(PendingWorkflowTaskInfo task) => Layout.Facts(
    [
        ("State", Layout.Text(Layout.Words(task.State.ToString()))),
        ("Attempt", Html.Of($"{task.Attempt}")),
        ("Scheduled", Moments.Of(task.ScheduledTime)),
    ]);
}
