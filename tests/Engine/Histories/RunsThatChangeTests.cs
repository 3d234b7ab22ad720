using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>
/// A call that names no run means the newest of the id at the moment of its effect. It may wait for the id's gate while another run
/// becomes the newest: here each call does.
/// </summary>
public sealed class RunsThatChangeTests : IDisposable
{
    private readonly EngineLoop _loop = new(limits: new() { ContinueAsNewMinInterval = TimeSpan.Zero, TimeSkippingEnabled = true });

    private static WorkflowExecution Newest => new() { WorkflowId = "workflow" };

    public void Dispose() => _loop.Dispose();

    public static TheoryData<string> Successors => ["continue-as-new", "retry", "cron", "terminate-existing"];

    [Theory]
    [MemberData(nameof(Successors))]
    public void Signal_ReachesTheNewRun(string successor)
    {
        var run = While(Begin(successor), () => _loop.Engine.Signals.Signal(new() { Namespace = "default", WorkflowExecution = Newest, SignalName = "s" })).Handle.RunId;

        Assert.Equal(NewestRun(), run);
        Assert.Contains(EventType.WorkflowExecutionSignaled, _loop.Types());
    }

    [Theory]
    [MemberData(nameof(Successors))]
    public void Cancel_ReachesTheNewRun(string successor)
    {
        While(Begin(successor), () => _loop.Engine.Signals.RequestCancel(new() { Namespace = "default", WorkflowExecution = Newest }));

        Assert.Contains(EventType.WorkflowExecutionCancelRequested, _loop.Types());
    }

    [Theory]
    [MemberData(nameof(Successors))]
    public void Terminate_EndsTheNewRun(string successor)
    {
        While(Begin(successor), () => _loop.Engine.Signals.Terminate(new() { Namespace = "default", WorkflowExecution = Newest }));

        Assert.Equal(WorkflowExecutionStatus.Terminated, _loop.State().Status);
    }

    [Theory]
    [MemberData(nameof(Successors))]
    public void Describe_TellsOfTheNewRun(string successor)
    {
        var info = Answer(While(Begin(successor), () => _loop.Engine.Reads.Describe(new() { Namespace = "default", Execution = Newest }))).WorkflowExecutionInfo;

        Assert.Equal((NewestRun(), WorkflowExecutionStatus.Running), (info.Execution.RunId, info.Status));
    }

    [Fact]
    public void NamedRun_IsMeant_ThoughItHasClosed()
    {
        var move = Begin("continue-as-new");
        var old = new WorkflowExecution { WorkflowId = "workflow", RunId = NewestRun() };

        Assert.Throws<ServiceException>(() => While(move, () => _loop.Engine.Signals.Signal(new() { Namespace = "default", WorkflowExecution = old, SignalName = "s" })));

        Assert.DoesNotContain(EventType.WorkflowExecutionSignaled, _loop.Types());
    }

    [Fact]
    public void Delete_ForgetsTheNewRun()
    {
        var move = Begin("continue-as-new");
        var old = NewestRun();

        While(move, () => _loop.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = Newest }));

        Assert.Equal(old, NewestRun());
    }

    [Fact]
    public void History_IsOfTheNewRun()
    {
        var page = Answer(While(Begin("continue-as-new"), () => _loop.Engine.Reads.GetHistory(new() { Namespace = "default", Execution = Newest }, false, CancellationToken.None)));

        Assert.NotEmpty(page.History.Events[0].WorkflowExecutionStartedEventAttributes.ContinuedExecutionRunId);
    }

    [Fact]
    public void HistoryBackwards_IsOfTheNewRun()
    {
        var page = Answer(While(Begin("continue-as-new"), () => _loop.Engine.Reads.GetHistoryReverse(new() { Namespace = "default", Execution = Newest })));

        Assert.NotEmpty(page.History.Events[^1].WorkflowExecutionStartedEventAttributes.ContinuedExecutionRunId);
    }

    [Fact]
    public void Query_IsForTheNewRun()
    {
        using var ends = new CancellationTokenSource();
        var answer = While(Begin("continue-as-new"), () => _loop.Engine.Queries.Ask(
            new() { Namespace = "default", Execution = Newest, Query = new() { QueryType = "q" }, QueryRejectCondition = QueryRejectCondition.NotOpen },
            TimeSpan.FromSeconds(10),
            ends.Token));

        Assert.False(answer.IsCompleted);
        Assert.Equal(1, _loop.Engine.Runs.Load(_loop.Engine.Runs.Get("default", "workflow", "")).Queries.Count);
        ends.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => answer.GetAwaiter().GetResult());
    }

    [Fact]
    public void Update_IsForTheNewRun()
    {
        While(Begin("continue-as-new"), () => _loop.Engine.Updates.Ask(Update(), CancellationToken.None));

        Assert.NotNull(_loop.Engine.Runs.Load(_loop.Engine.Runs.Get("default", "workflow", "")).Updates.Find("update"));
    }

    [Fact]
    public void UpdatePoll_FindsTheUpdateOfTheNewRun()
    {
        var move = Begin("continue-as-new");

        var answer = Answer(While(
            () =>
            {
                move();
                _ = _loop.Engine.Updates.Ask(Update(), CancellationToken.None);
            },
            () => _loop.Engine.Updates.Poll(new() { Namespace = "default", UpdateRef = new() { WorkflowExecution = Newest, UpdateId = "update" } }, CancellationToken.None)));

        Assert.Equal(NewestRun(), answer.UpdateRef.WorkflowExecution.RunId);
    }

    [Fact]
    public void Reset_ResetsTheNewRun()
    {
        var next = "";
        var reset = While(
            Then(Begin("continue-as-new"), () =>
            {
                _loop.Complete(_loop.PollWorkflow()!);
                next = NewestRun();
            }),
            () => _loop.Engine.Resets.Reset(new() { Namespace = "default", WorkflowExecution = Newest, WorkflowTaskFinishEventId = 4, RequestId = "reset" }));

        Assert.Equal(reset.RunId, _loop.State(runId: next).ResetRunId);
    }

    [Fact]
    public void ResetPoint_IsOfTheNewRun()
    {
        var (run, _) = While(Begin("continue-as-new"), () => _loop.Engine.ResetTargets.Find("default", Newest, new() { FirstWorkflowTask = new() }));

        Assert.Equal(NewestRun(), run);
    }

    [Fact]
    public void Options_AreOfTheNewRun()
    {
        While(Begin("continue-as-new"), () => _loop.Engine.Options.Update(new UpdateWorkflowExecutionOptionsRequest
        {
            Namespace = "default",
            WorkflowExecution = Newest,
            UpdateMask = FieldMask.FromString("priority"),
            WorkflowExecutionOptions = new() { Priority = new() { PriorityKey = 2 } },
        }));

        Assert.Equal(2, _loop.State().Priority?.PriorityKey);
    }

    [Fact]
    public void StickyQueue_OfTheNewRunIsReset()
    {
        While(
            Then(Begin("continue-as-new"), () => _loop.Complete(_loop.PollWorkflow()!, request => request.StickyAttributes = new()
            {
                WorkerTaskQueue = new() { Name = EngineLoop.StickyQueue },
                ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
            })),
            () => _loop.Engine.WorkflowTasks.ResetSticky("default", "workflow", ""));

        Assert.Null(_loop.State().StickyQueue);
    }

    [Fact]
    public void FastForwardPoll_IsForTheNewRun()
    {
        var config = new TimeSkippingConfig { Enabled = true, FastForwardConfig = new() { Id = "f", Duration = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } };
        var move = Begin("terminate-existing", request => request.TimeSkippingConfig = config.Clone());

        var answer = While(move, () => _loop.Engine.FastForwards.Poll(
            new() { Namespace = "default", WorkflowExecution = Newest, FastForwardId = "f" }, CancellationToken.None));

        Assert.False(answer.IsCompleted);
        _loop.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual(FastForwardPollingResult.FastForwardFailed, Answer(answer).FastForwardPollingResult);
    }

    public static TheoryData<string> ActivityCalls => [.. ByActivity.Keys];

    private static Dictionary<string, Func<HistoryEngine, Task>> ByActivity { get; } = new()
    {
        ["complete"] = static engine => engine.ActivityTasks.Complete(Activity, null, "worker", null),
        ["fail"] = static engine => engine.ActivityTasks.Fail(Activity, new() { Message = "broken" }, null, "worker", null).Commit,
        ["heartbeat"] = static engine => engine.ActivityTasks.Heartbeat(Activity, null, "worker").Commit,
        ["pause"] = static engine => engine.ActivityControl.Pause(new() { Namespace = "default", Execution = Newest, Id = "a" }),
        ["unpause"] = static engine => engine.ActivityControl.Unpause(new() { Namespace = "default", Execution = Newest, Id = "a" }),
        ["reset"] = static engine => engine.ActivityControl.Reset(new() { Namespace = "default", Execution = Newest, Id = "a" }),
        ["options"] = static engine => engine.ActivityControl.UpdateOptions(new UpdateActivityOptionsRequest
        {
            Namespace = "default",
            Execution = Newest,
            Id = "a",
            UpdateMask = FieldMask.FromString("task_queue"),
            ActivityOptions = new ActivityOptions { TaskQueue = new() { Name = "other" } },
        }).Commit,
    };

    private static ActivityTarget Activity => ActivityTarget.ById("default", "workflow", "", "a");

    [Theory]
    [MemberData(nameof(ActivityCalls))]
    public void Activity_IsThatOfTheNewRun(string call)
    {
        var move = Begin("continue-as-new");

        // In the closed run there is none: the call would be refused.
        While(
            Then(move, () =>
            {
                _loop.Complete(_loop.PollWorkflow()!, Does.ScheduleActivity("a"));
                Assert.NotNull(_loop.PollActivity());
            }),
            () => ByActivity[call](_loop.Engine));
    }

    [Fact]
    public void SignalFromAWorkflow_ReachesTheNewRun()
    {
        Deliver(Does.SignalExternal("workflow", "s"));

        Assert.Contains(EventType.WorkflowExecutionSignaled, _loop.Types());
        Assert.Contains(EventType.ExternalWorkflowExecutionSignaled, _loop.Types("sender"));
    }

    [Fact]
    public void CancelFromAWorkflow_ReachesTheNewRun()
    {
        Deliver(new()
        {
            CommandType = CommandType.RequestCancelExternalWorkflowExecution,
            RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = "workflow" },
        });

        Assert.Contains(EventType.WorkflowExecutionCancelRequested, _loop.Types());
    }

    [Fact]
    public void ClosePolicyOfAParent_ReachesTheRunThatTheChildContinuesAs()
    {
        _loop.Start("parent");
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("workflow"));
        var task = _loop.PollWorkflow("children")!;
        Promise(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        Assert.True(_loop.Engine.Outbox.TryRead(out var close));

        While(() => _loop.Complete(task, Does.ContinueAsNew()), () => _loop.Engine.Deliveries.Deliver(close));

        Assert.Equal(WorkflowExecutionStatus.Terminated, _loop.State().Status);
    }

    [Fact]
    public void EndOfAChild_IsToldTheRunThatAResetPutInItsParentsPlace()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child"));
        _loop.Complete(_loop.PollWorkflow()!);
        Promise(_loop.PollWorkflow("children")!, Does.CompleteWorkflow());
        Assert.True(_loop.Engine.Outbox.TryRead(out var end));

        While(
            () => _loop.Engine.Resets.Reset(new() { Namespace = "default", WorkflowExecution = Newest, WorkflowTaskFinishEventId = 9, RequestId = "reset" }),
            () => _loop.Engine.Deliveries.Deliver(end));

        Assert.Contains(EventType.ChildWorkflowExecutionCompleted, _loop.Types());
    }

    [Fact]
    public void UpdateWithStart_OfAnIdThatIsJustForgotten_StartsARunThatIsFound()
    {
        _loop.Start();
        Promise(_loop.PollWorkflow()!, Does.CompleteWorkflow());
        _loop.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = Newest });

        While(_loop.Pump, () => _loop.Engine.UpdatesWithStart.Execute(
            new()
            {
                Namespace = "default",
                Operations =
                {
                    new ExecuteMultiOperationRequest.Types.Operation
                    {
                        StartWorkflow = new()
                        {
                            Namespace = "default",
                            WorkflowId = "workflow",
                            WorkflowType = new() { Name = "Workflow" },
                            TaskQueue = new() { Name = EngineLoop.Queue },
                            RequestId = "start",
                            WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
                        },
                    },
                    new ExecuteMultiOperationRequest.Types.Operation { UpdateWorkflow = Update() },
                },
            },
            CancellationToken.None));

        Assert.Equal(WorkflowExecutionStatus.Running, _loop.State().Status);
    }

    private static UpdateWorkflowExecutionRequest Update() => new()
    {
        Namespace = "default",
        WorkflowExecution = Newest,
        Request = new Request { Meta = new() { UpdateId = "update" }, Input = new() { Name = "Change" } },
        WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Accepted },
    };

    private string NewestRun() => _loop.State().RunId;

    /// <summary>A run is open, its worker has its task, and what is returned puts another run in its place.</summary>
    private Action Begin(string successor, Action<StartWorkflowExecutionRequest>? configure = null)
    {
        _loop.Start(configure: request =>
        {
            request.RetryPolicy = successor == "retry" ? new() : null;
            request.CronSchedule = successor == "cron" ? "* * * * *" : "";
            configure?.Invoke(request);
        });
        if (successor == "cron")
        {
            _loop.Advance(TimeSpan.FromMinutes(1));
        }

        var task = successor == "terminate-existing" ? null : _loop.PollWorkflow()!;
        return successor switch
        {
            "continue-as-new" => () => _loop.Complete(task!, Does.ContinueAsNew()),
            "cron" => () => _loop.Complete(task!, Does.CompleteWorkflow()),
            "retry" => () => _loop.Complete(task!, new Command
            {
                CommandType = CommandType.FailWorkflowExecution,
                FailWorkflowExecutionCommandAttributes = new() { Failure = new() { Message = "broken" } },
            }),
            _ => () => _loop.Start(configure: request =>
            {
                request.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting;
                configure?.Invoke(request);
            }),
        };
    }

    /// <summary>What one workflow asks of the other is delivered while the other continues as new.</summary>
    private void Deliver(Command command)
    {
        var move = Begin("continue-as-new");
        _loop.Start("sender");
        Promise(_loop.PollWorkflow()!, command);
        Assert.True(_loop.Engine.Outbox.TryRead(out var row));
        While(move, () => _loop.Engine.Deliveries.Deliver(row));
    }

    /// <summary>Completes the task and commits it, but delivers nothing.</summary>
    private void Promise(PollWorkflowTaskQueueResponse task, Command command)
    {
        _loop.Engine.WorkflowTasks.Complete(new() { TaskToken = task.TaskToken, Commands = { command } });
        _loop.Engine.Services.Journal.Flush();
    }

    private static Action Then(Action first, Action second) => () =>
    {
        first();
        second();
    };

    private void While(Action move, Action call) => While(move, () =>
    {
        call();
        return 0;
    });

    /// <summary>The call comes to the id's gate, and another run takes the place of the one that it found there before it gets in.</summary>
    private T While<T>(Action move, Func<T> call)
    {
        T? answer = default;
        Exception? refusal = null;
        var caller = new Thread(() =>
        {
            try
            {
                answer = call();
            }
            catch (Exception e)
            {
                refusal = e;
            }
        });
        using (_loop.Engine.Runs.Enter("default", "workflow"))
        {
            caller.Start();
            SpinWait.SpinUntil(() => caller.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !caller.IsAlive);
            move();
        }

        caller.Join();
        _loop.Pump();
        return refusal is null ? answer! : throw refusal;
    }

    private static T Answer<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
