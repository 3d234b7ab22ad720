using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>
/// Base of the tests that hold the engine to what is easily got wrong about Temporal, with literal expectations, so that they need no
/// other server. A class per pitfall.
/// </summary>
public abstract class PitfallLoop : IDisposable
{
    private protected PitfallLoop(EngineLimits? limits = null) => Loop = new EngineLoop(limits: limits);

    private protected EngineLoop Loop { get; }

    public void Dispose()
    {
        Loop.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));

    private protected static Failure Broken(double? nextRetry = null) => new()
    {
        Message = "broken",
        ApplicationFailureInfo = new() { Type = "Broken", NextRetryDelay = nextRetry is { } seconds ? Seconds(seconds) : null },
    };

    private protected static Command FailWorkflow() => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = Broken() },
    };

    private protected PollActivityTaskQueueResponse BeginActivity(Action<ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.ScheduleActivity("a", configure));
        return Loop.PollActivity()!;
    }

    private protected void FailActivity(PollActivityTaskQueueResponse task, Failure? failure = null)
    {
        Loop.Engine.ActivityTasks.Fail(Engine.Histories.Activities.ActivityTarget.ByToken(task.TaskToken), failure ?? Broken(), null, "worker", null);
        Loop.Pump();
    }

    private protected HistoryEvent Single(EventType type, string workflowId = "workflow", string runId = "") =>
        Loop.History(workflowId, runId).Single(e => e.EventType == type);

    private protected DescribeWorkflowExecutionResponse Describe(string workflowId = "workflow")
    {
        var description = Loop.Engine.Reads.Describe(new() { Namespace = "default", Execution = new() { WorkflowId = workflowId } });
        Loop.Pump();
        return description.GetAwaiter().GetResult();
    }
}
