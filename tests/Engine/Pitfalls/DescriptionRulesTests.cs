using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>What a description of a workflow shows that its history does not.</summary>
public sealed class DescriptionRulesTests : PitfallLoop
{
    [Fact]
    public void PendingActivity_ShowsItsStateAttemptFailureAndNextAttempt()
    {
        var task = BeginActivity();
        Assert.Equal(PendingActivityState.Started, Describe().PendingActivities[0].State);
        Loop.Engine.ActivityTasks.Heartbeat(ActivityTarget.ByToken(task.TaskToken), PayloadValues.TextPayloads("half"), "worker");

        FailActivity(task);

        var pending = Describe().PendingActivities[0];
        Assert.Equal((PendingActivityState.Scheduled, 2, "broken", "worker"), (pending.State, pending.Attempt, pending.LastFailure.Message, pending.LastWorkerIdentity));
        Assert.Equal((Loop.Time.GetUtcNow().AddSeconds(1), Seconds(1)), (pending.NextAttemptScheduleTime.ToDateTimeOffset(), pending.CurrentRetryInterval));
        Assert.Equal("\"half\"", pending.HeartbeatDetails.Payloads_[0].Data.ToStringUtf8());
    }

    [Fact]
    public void PendingTaskAndChildren_AreShown()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartChild("child", ParentClosePolicy.Abandon));
        Loop.PollWorkflow();

        var description = Describe();

        Assert.Equal((PendingWorkflowTaskState.Started, 1), (description.PendingWorkflowTask.State, description.PendingWorkflowTask.Attempt));
        var child = Assert.Single(description.PendingChildren);
        Assert.Equal(("child", 5L, ParentClosePolicy.Abandon, Loop.State("child").RunId), (child.WorkflowId, child.InitiatedId, child.ParentClosePolicy, child.RunId));
    }

    [Fact]
    public void Root_IsThatOfTheFamily()
    {
        var root = Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartChild("child"));
        Loop.Complete(Loop.PollWorkflow("children")!, Does.StartChild("grandchild"));

        var info = Describe("grandchild").WorkflowExecutionInfo;

        Assert.Equal(("workflow", root, "child"), (info.RootExecution.WorkflowId, info.RootExecution.RunId, info.ParentExecution.WorkflowId));
    }

    [Fact]
    public void ExtendedInfo_HasTheRequestThatStartedItAndItsExpiration()
    {
        Loop.Start(configure: r => (r.RequestId, r.WorkflowExecutionTimeout) = ("starter", Seconds(60)));

        var info = Describe().WorkflowExtendedInfo;

        Assert.Equal((EventType.WorkflowExecutionStarted, 1L), (info.RequestIdInfos["starter"].EventType, info.RequestIdInfos["starter"].EventId));
        Assert.Equal(Loop.Time.GetUtcNow().AddSeconds(60), info.ExecutionExpirationTime.ToDateTimeOffset());
    }
}
