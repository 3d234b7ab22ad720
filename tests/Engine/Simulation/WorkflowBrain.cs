using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What workflows do: whatever comes to their minds, and in the end what lets them end.</summary>
internal static class WorkflowBrain
{
    public const string ChildPrefix = "c";
    private const int MostEvents = 80;

    /// <summary>Ends the workflow once nothing is pending in it.</summary>
    public static IReadOnlyList<Command> Finish(PollWorkflowTaskQueueResponse task, Look look) =>
        Pending.In(Events(task, look)).IsEmpty ? [Does.CompleteWorkflow()] : [];

    public static IReadOnlyList<Command> Draw(PollWorkflowTaskQueueResponse task, Look look, Random random, ref int names)
    {
        var events = Events(task, look);
        var pending = Pending.In(events);
        if (events.Count > MostEvents)
        {
            return pending.IsEmpty ? [random.Next(3) == 0 ? Does.ContinueAsNew() : Does.CompleteWorkflow()] : [];
        }

        var commands = new List<Command>();
        for (var count = random.Next(4); count > 0; count--)
        {
            commands.Add(One(task, pending, random, ref names));
        }

        switch (random.Next(16))
        {
            case 0:
                commands.Add(Does.CompleteWorkflow());
                break;
            case 1:
                commands.Add(Does.ContinueAsNew());
                break;
            case 2:
                commands.Add(new() { CommandType = CommandType.FailWorkflowExecution, FailWorkflowExecutionCommandAttributes = new() { Failure = new() { Message = "broken", ApplicationFailureInfo = new() } } });
                break;
            case 3 or 4 when events.Any(e => e.EventType == EventType.WorkflowExecutionCancelRequested):
                commands.Add(new() { CommandType = CommandType.CancelWorkflowExecution, CancelWorkflowExecutionCommandAttributes = new() });
                break;
        }

        return commands;
    }

    private static Command One(PollWorkflowTaskQueueResponse task, Pending pending, Random random, ref int names)
    {
        var name = $"{++names}";
        switch (random.Next(12))
        {
            case < 4:
                return Does.ScheduleActivity(name, activity =>
                {
                    activity.HeartbeatTimeout = random.Next(3) == 0 ? Duration.FromTimeSpan(TimeSpan.FromSeconds(4)) : null;
                    activity.RetryPolicy = random.Next(2) == 0 ? new() { MaximumAttempts = 3, InitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) } : null;
                    activity.ScheduleToCloseTimeout = random.Next(4) == 0 ? Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Next(10, 60))) : null;
                });
            case < 7:
                return Does.StartTimer(name, TimeSpan.FromSeconds(random.Next(1, 40)));
            case 7 when !task.WorkflowExecution.WorkflowId.StartsWith(ChildPrefix, StringComparison.Ordinal):
                return Child(random, name);
            case 8:
                return Does.SignalExternal($"w{random.Next(6)}", $"x{name} of {task.WorkflowExecution.RunId}");
            case 9 when pending.Timers.Count > 0:
                return Does.CancelTimer(pending.Timers.First());
            case 10 when pending.Activities.Count > 0:
                return Does.CancelActivity(pending.Activities.First());
            case 11 when random.Next(3) == 0:
                return new Command
                {
                    CommandType = CommandType.RequestCancelExternalWorkflowExecution,
                    RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = $"w{random.Next(6)}" },
                };
            default:
                return Does.StartTimer(name, TimeSpan.FromSeconds(random.Next(1, 10)));
        }
    }

    private static Command Child(Random random, string name)
    {
        var policy = (ParentClosePolicy)random.Next(1, 4);
        var child = Does.StartChild(random.Next(5) == 0 ? ChildPrefix : $"{ChildPrefix}{name}", policy);
        child.StartChildWorkflowExecutionCommandAttributes.TaskQueue = new() { Name = EngineLoop.Queue };
        child.StartChildWorkflowExecutionCommandAttributes.RetryPolicy = random.Next(4) == 0 ? new() { MaximumAttempts = 2 } : null;
        return child;
    }

    /// <summary>The workflow as its worker knows it; one that has it in its cache gets only what is new.</summary>
    private static IReadOnlyList<HistoryEvent> Events(PollWorkflowTaskQueueResponse task, Look look) =>
        look.Events(task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId)?.Where(e => e.EventId > 0).ToList() ?? [.. task.History.Events];
}
