using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>Whoever asks the engine for something, and asks again when no answer comes.</summary>
internal sealed class Clients(World world)
{
    public const string Schedule = "schedule";
    public const string Action = "action";
    private const int Workflows = 6;
    private const int MostResets = 5;

    private static readonly ScheduleOverlapPolicy[] Overlaps =
        [ScheduleOverlapPolicy.Skip, ScheduleOverlapPolicy.BufferOne, ScheduleOverlapPolicy.CancelOther, ScheduleOverlapPolicy.TerminateOther, ScheduleOverlapPolicy.AllowAll];

    private readonly List<ClientRequest> _sent = [];
    private readonly List<ClientRequest> _late = [];
    private readonly List<(string Id, Task<UpdateWorkflowExecutionResponse> Answer)> _updates = [];
    private int _requests;
    private int _resets;
    private int _creations;
    private int _deletions;

    /// <summary>The next request is held up.</summary>
    public bool HoldsNext { get; set; }

    /// <summary>The next reply is lost, and its request is sent again.</summary>
    public bool LosesNext { get; set; }

    public int UpdatesUnderWay => _updates.Count;

    public bool HasSchedule { get; private set; }

    /// <summary>Whether the schedule may act out of turn, and then twice in a second.</summary>
    public bool HasTriggered { get; private set; }

    public void Ask(Random random, int luck)
    {
        if (world.Life.Journal.IsStalled && random.Next(3) > 0)
        {
            // The services in front of it refuse new work.
            return;
        }

        if (luck < 0)
        {
            Submit(Start($"w{-1 - luck}", random));
        }
        else if (Draw(random) is { } request)
        {
            Submit(request);
        }
    }

    public void SendLate()
    {
        if (_late.Count > 0)
        {
            var late = _late[^1];
            _late.RemoveAt(_late.Count - 1);
            Send(late);
        }
    }

    /// <summary>Somebody's request comes once more.</summary>
    public void Repeat(Random random)
    {
        if (_sent.Count > 0)
        {
            Send(_sent[^(1 + random.Next(Math.Min(_sent.Count, 8)))]);
        }
    }

    /// <summary>What the answers to updates promise.</summary>
    public void Settle()
    {
        foreach (var (id, answer) in world.Mail.IsDead ? [] : _updates.Where(update => update.Answer.IsCompletedSuccessfully).ToList())
        {
            var response = answer.GetAwaiter().GetResult();
            if (response.Outcome?.Success is not null)
            {
                var run = response.UpdateRef.WorkflowExecution;
                world.Ledger.Add(new Fact($"update {id}", run.RunId, look => look.Events(run.WorkflowId, run.RunId)?.Any(e =>
                    e.EventType == EventType.WorkflowExecutionUpdateCompleted && e.WorkflowExecutionUpdateCompletedEventAttributes.Meta.UpdateId == id) == true));
            }
        }

        _updates.RemoveAll(update => update.Answer.IsCompleted);
    }

    public void Lose() => _updates.Clear();

    /// <summary>Nobody wants anything new, and nothing goes on for ever.</summary>
    public void CalmDown()
    {
        if (Lists(world.Life))
        {
            Submit(DeleteSchedule());
        }

        foreach (var run in world.OpenRuns().ToList())
        {
            if (run.State.Activities.Values.Any(activity => activity.IsPaused))
            {
                world.Life.Engine.ActivityControl.Unpause(new() { Namespace = "default", Execution = run.Execution, UnpauseAll = true });
            }
            else if (run.State.Started.CronSchedule.Length > 0)
            {
                Submit(Terminate(run.WorkflowId));
            }
        }
    }

    /// <summary>Workflows that wait for nothing hear from somebody, so that they may end. Those with news that no task tells them of do not.</summary>
    /// <returns>Whether there were any.</returns>
    public bool RemindIdlers()
    {
        var idlers = world.OpenRuns().Where(run => run.State.Task is null && run.History.Batches[^1].Events[0].EventType == EventType.WorkflowTaskCompleted
            && Pending.In(Look.All(run)).IsEmpty).ToList();
        idlers.ForEach(run => Send(Signal(run.WorkflowId)));

        // A gap that is known: of a child that closed between the end of a run and its reset the new run never hears.
        var orphans = world.OpenRuns().Where(run => run.State.ResetTime is not null && run.State.Children.Values.Any(child => !Runs(child.Initiated.WorkflowId))).ToList();
        orphans.ForEach(run => Send(Terminate(run.WorkflowId)));
        return idlers.Count + orphans.Count > 0;
    }

    private bool Runs(string id) => world.Life.Engine.Runs.Find("default", id, "") is { Status: WorkflowExecutionStatus.Running };

    /// <summary>Somebody ends the workflow that was started last.</summary>
    public void TerminateNewest()
    {
        if (world.OpenRuns() is [.., var newest])
        {
            Submit(Terminate(newest.WorkflowId));
        }
    }

    /// <summary>Signals to open workflows, which ask the database for nothing.</summary>
    public void SignalOpenRuns(Random random)
    {
        foreach (var run in world.OpenRuns().ToList().Where(_ => random.Next(2) == 0))
        {
            Send(Signal(run.WorkflowId));
        }
    }

    private void Submit(ClientRequest request)
    {
        _sent.Add(request);
        if (HoldsNext)
        {
            HoldsNext = false;
            _late.Insert(0, request);
            return;
        }

        Send(request);
        if (LosesNext)
        {
            LosesNext = false;
            _late.Add(request);
        }
    }

    private void Send(ClientRequest request)
    {
        try
        {
            var isLost = LosesNext;
            var (reply, fact) = request.Send(world.Life);
            world.Mail.Post(request.Name, reply, good =>
            {
                if (good && !isLost)
                {
                    world.Ledger.Add(fact);
                }
                else if (!world.IsQuiet && _late.Count < 5)
                {
                    // Nobody knows what has become of it.
                    _late.Add(request);
                }
            });
        }
        catch (ServiceException e) when (IsRefusal(e) || (e.Code == StatusCode.DataLoss && world.Life.Journal.Damage is not null))
        {
            // As it may.
        }
    }

    public static bool IsRefusal(ServiceException e) =>
        e.Code is StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.ResourceExhausted;

    private ClientRequest? Draw(Random random)
    {
        var open = random.Next(4) == 0 ? world.OpenRuns().Where(run => !run.WorkflowId.StartsWith(Action, StringComparison.Ordinal)).ToList() : [];
        var id = open.Count > 0 ? open[random.Next(open.Count)].WorkflowId : $"w{random.Next(Workflows)}";
        switch (random.Next(28))
        {
            case < 5:
                return Start(id, random);
            case < 11:
                return Signal(id);
            case < 14:
                return SignalWithStart(id, random);
            case < 17:
                Update(id, random);
                return null;
            case 17:
                return Cancel(id);
            case 18:
                return Terminate(id);
            case 19 or 25 when _resets < MostResets:
                return Reset(id, random);
            case 20 when random.Next(3) == 0:
                return Delete(id);
            case 21 or 22:
                ControlActivities(id, random);
                return null;
            case 23 or 26 or 27 when !HasSchedule:
                return CreateSchedule(random);
            case 24 when HasSchedule:
                return random.Next(3) == 0 ? DeleteSchedule() : Trigger();
            default:
                return null;
        }
    }

    private string NextId(string what) => $"{what} {++_requests}";

    private ClientRequest Start(string id, Random random)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = id,
            WorkflowType = new() { Name = "Workflow" },
            TaskQueue = new() { Name = EngineLoop.Queue },
            RequestId = NextId("start"),
            WorkflowIdConflictPolicy = random.Next(6) switch
            {
                0 => WorkflowIdConflictPolicy.UseExisting,
                1 => WorkflowIdConflictPolicy.TerminateExisting,
                _ => WorkflowIdConflictPolicy.Unspecified,
            },
            RetryPolicy = random.Next(4) == 0 ? new() { MaximumAttempts = 3, InitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Next(1, 20))) } : null,
            WorkflowStartDelay = random.Next(8) == 0 ? Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Next(1, 30))) : null,
            WorkflowRunTimeout = random.Next(10) == 0 ? Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Next(20, 600))) : null,
        };
        if (request.WorkflowStartDelay is null && random.Next(10) == 0)
        {
            request.CronSchedule = "* * * * *";
        }

        return new ClientRequest($"{request.RequestId} of {id}", life =>
        {
            var (response, reply) = life.Engine.Starts.Start(request.Clone());
            return (reply, new Fact($"{request.RequestId} of {id} as {response.RunId}", response.RunId, look => look.Events(id, response.RunId) is { Count: > 0 }));
        });
    }

    private ClientRequest Signal(string id)
    {
        var requestId = NextId("signal");
        return new ClientRequest($"{requestId} of {id}", life =>
        {
            var (handle, reply) = life.Engine.Signals.Signal(new()
            {
                Namespace = "default", WorkflowExecution = new() { WorkflowId = id }, SignalName = "signal", RequestId = requestId,
            });
            return (reply, Signalled(handle.RunId, id, requestId));
        });
    }

    private ClientRequest SignalWithStart(string id, Random random)
    {
        var requestId = NextId("signal-with-start");
        var conflict = random.Next(8) == 0 ? WorkflowIdConflictPolicy.TerminateExisting : WorkflowIdConflictPolicy.Unspecified;
        return new ClientRequest($"{requestId} of {id}", life =>
        {
            var (response, reply) = life.Engine.Starts.SignalWithStart(new()
            {
                Namespace = "default",
                WorkflowId = id,
                WorkflowType = new() { Name = "Workflow" },
                TaskQueue = new() { Name = EngineLoop.Queue },
                RequestId = requestId,
                SignalName = "signal",
                WorkflowIdConflictPolicy = conflict,
            });
            return (reply, Signalled(response.RunId, id, requestId));
        });
    }

    private static Fact Signalled(string runId, string id, string requestId) => new($"{requestId} of {id} in {runId}", runId, look => look.Events(id, runId)?.Count(e =>
        e.EventType == EventType.WorkflowExecutionSignaled && e.WorkflowExecutionSignaledEventAttributes.RequestId == requestId) == 1);

    private void Update(string id, Random random)
    {
        var updateId = $"update {random.Next(20)}";
        _updates.Add((updateId, world.Life.Engine.Updates.Ask(
            new()
            {
                Namespace = "default",
                WorkflowExecution = new() { WorkflowId = id },
                Request = new() { Meta = new() { UpdateId = updateId }, Input = new() { Name = "Change" } },
                WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
            },
            CancellationToken.None)));
    }

    private ClientRequest Cancel(string id)
    {
        var requestId = NextId("cancel");
        return new ClientRequest($"{requestId} of {id}", life => OnNewest(life, id, run => life.Engine.Signals.RequestCancel(
            new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = id, RunId = run }, RequestId = requestId }),
            e => e.EventType == EventType.WorkflowExecutionCancelRequested || Ends(e.EventType), requestId));
    }

    private ClientRequest Terminate(string id)
    {
        var requestId = NextId("terminate");
        return new ClientRequest($"{requestId} of {id}", life => OnNewest(life, id, run => life.Engine.Signals.Terminate(
            new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = id, RunId = run } }), e => Ends(e.EventType), requestId));
    }

    private static (Task Reply, Fact? Fact) OnNewest(Life life, string id, Func<string, Task> ask, Func<Temporalio.Api.History.V1.HistoryEvent, bool> shows, string name)
    {
        var run = life.Engine.Runs.Get("default", id, "").RunId;
        return (ask(run), new Fact($"{name} of {id} in {run}", run, look => look.Events(id, run)?.Any(shows) == true));
    }

    public static bool Ends(EventType type) => type is EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed or EventType.WorkflowExecutionTimedOut
        or EventType.WorkflowExecutionTerminated or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionContinuedAsNew;

    private ClientRequest? Reset(string id, Random random)
    {
        if (world.Life.Engine.Runs.Find("default", id, "") is not { } handle)
        {
            return null;
        }

        var completed = new Look(world.Life).Run(handle).History.Batches.SelectMany(batch => batch.Events).Where(e => e.EventType == EventType.WorkflowTaskCompleted).ToList();
        if (completed.Count == 0)
        {
            return null;
        }

        _resets++;
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = id, RunId = handle.RunId },
            WorkflowTaskFinishEventId = completed[random.Next(completed.Count)].EventId,
            RequestId = NextId("reset"),
        };
        return new ClientRequest($"{request.RequestId} of {id}", life =>
        {
            var (runId, reply) = life.Engine.Resets.Reset(request.Clone());
            return (reply, new Fact($"{request.RequestId} of {id} as {runId}", runId, look => look.Events(id, runId) is { Count: > 0 }));
        });
    }

    private ClientRequest? Delete(string id)
    {
        if (world.Life.Engine.Runs.Find("default", id, "") is not { } handle)
        {
            return null;
        }

        var runId = handle.RunId;
        return new ClientRequest($"{NextId("delete")} of {id}", life =>
        {
            var reply = life.Engine.Deletions.Delete(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = id, RunId = runId } });
            world.Ledger.Forget(runId);
            return (reply, new Fact($"delete of {id} {runId}", "", look => !world.IsQuiet || look.Life.Engine.Outbox.TryPeek(out _) || look.Life.Journal.HasWork || look.Life.Engine.Runs.Find("default", id, runId) is null));
        });
    }

    private void ControlActivities(string id, Random random)
    {
        var run = new WorkflowExecution { WorkflowId = id };
        var control = world.Life.Engine.ActivityControl;
        try
        {
            switch (random.Next(4))
            {
                case 0:
                    control.Pause(new() { Namespace = "default", Execution = run, Type = "Activity" });
                    break;
                case 1:
                    control.Reset(new() { Namespace = "default", Execution = run, MatchAll = true, KeepPaused = random.Next(2) == 0 });
                    break;
                default:
                    control.Unpause(new() { Namespace = "default", Execution = run, UnpauseAll = true, ResetAttempts = random.Next(2) == 0 });
                    break;
            }
        }
        catch (ServiceException e) when (IsRefusal(e))
        {
            // None is pending.
        }
    }

    private ClientRequest CreateSchedule(Random random)
    {
        var request = new CreateScheduleRequest
        {
            Namespace = "default",
            ScheduleId = Schedule,
            RequestId = NextId("schedule"),
            Schedule = new()
            {
                Spec = new() { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Next(5, 60))) } } },
                Policies = new() { OverlapPolicy = Overlaps[random.Next(Overlaps.Length)] },
                State = new(),
                Action = new() { StartWorkflow = new() { WorkflowId = Action, WorkflowType = new() { Name = "Workflow" }, TaskQueue = new() { Name = EngineLoop.Queue } } },
            },
        };
        return new ClientRequest(request.RequestId, life =>
        {
            var (_, reply) = life.Scheduler.Create(request.Clone());
            HasSchedule = true;
            var (creations, deletions) = (++_creations, _deletions);
            return (reply, new Fact(request.RequestId, "", look => _creations != creations || _deletions != deletions || Lists(look.Life)));
        });
    }

    private ClientRequest DeleteSchedule() => new(NextId("delete schedule"), life =>
    {
        var reply = life.Scheduler.Delete("default", Schedule);
        var (creations, deletions) = (_creations, ++_deletions);
        return (reply, new Fact("the schedule is deleted", "", look => _creations != creations || _deletions != deletions || !Lists(look.Life)));
    });

    private ClientRequest Trigger()
    {
        HasTriggered = true;
        var requestId = NextId("trigger");
        return new ClientRequest(requestId, life => (life.Scheduler.Patch(new()
        {
            Namespace = "default", ScheduleId = Schedule, RequestId = requestId, Patch = new() { TriggerImmediately = new() },
        }), null));
    }

    private static bool Lists(Life life) => life.Scheduler.List(new() { Namespace = "default", MaximumPageSize = 10 }).Schedules.Any(entry => entry.ScheduleId == Schedule);
}
