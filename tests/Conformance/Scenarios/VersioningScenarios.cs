using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Which version's workers get the tasks of which run.</summary>
public sealed class VersioningScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const VersioningBehavior Pinned = VersioningBehavior.Pinned;
    private const VersioningBehavior AutoUpgrade = VersioningBehavior.AutoUpgrade;

    [Theory, Scenario]
    public Task PinnedRun_StaysWithItsVersion(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, _) = await TwoVersionsAsync(run, Pinned);
        await first.StartAsync();
        var task = await first.PollAsync();
        first.RecordTask("first task", task);
        run.Record("described on the way", await DescribeAsync(run));
        await first.CompleteAsync(task);
        run.Record("described", await DescribeAsync(run));
        await deployment.SetCurrentAsync(2);
        await first.SignalAsync("go");
        first.RecordTask("second task", await first.StepAsync(StartTimer("soon", 0.1)));
        first.RecordTask("third task", await first.StepAsync(CompleteWorkflow()));
        run.Record("closed", await DescribeAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AutoUpgradeRun_MovesOnWithItsNextTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, AutoUpgrade);
        await first.StartAsync();
        await first.StepAsync();
        run.Record("before", await DescribeAsync(run));
        await deployment.SetCurrentAsync(2);
        await first.SignalAsync("go");
        var task = await second.PollAsync();
        second.RecordTask("task of the second version", task);
        run.Record("on the way", await DescribeAsync(run));
        await second.CompleteAsync(task);
        run.Record("arrived", await DescribeAsync(run));
        await deployment.SetCurrentAsync(1);
        await first.SignalAsync("back");
        await first.StepAsync(CompleteWorkflow());
        run.Record("rolled back", await DescribeAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AutoUpgradeRun_LeavesItsWorkersCache(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, AutoUpgrade);
        var sticky = run.Id("sticky");
        await first.StartAsync();
        await first.CompleteAsync(await first.PollAsync(), Sticky(first, sticky));
        var poll = first.PollAsync(sticky);
        await Task.Delay(500);
        await first.SignalAsync("stay");
        var cached = await poll;
        first.RecordTask("from the cache", cached);
        await first.CompleteAsync(cached, Sticky(first, sticky));
        await deployment.SetCurrentAsync(2);
        await first.SignalAsync("go");
        second.RecordTask("of the other version", await second.StepAsync(CompleteWorkflow()));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task UnversionedRun_MovesToTheFirstVersion(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        var (plain, versioned) = (new HandDrivenWorker(run), deployment.Worker(1));
        await deployment.RegisterAsync(versioned);
        await plain.StartAsync();
        await plain.StepAsync();
        run.Record("unversioned", await DescribeAsync(run));
        await deployment.SetCurrentAsync(1);
        await plain.SignalAsync("go");
        var task = await versioned.PollAsync();
        run.Record("on the way", await DescribeAsync(run));
        await versioned.CompleteAsync(task);
        run.Record("versioned", await DescribeAsync(run));
        await versioned.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task VersionedRun_GoesBackToUnversionedWorkers(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, _) = await TwoVersionsAsync(run, AutoUpgrade);
        var plain = new HandDrivenWorker(run);
        await first.StartAsync();
        await first.StepAsync();
        await deployment.SetCurrentAsync(null);
        await first.SignalAsync("go");
        var task = await plain.PollAsync();
        run.Record("on the way", await DescribeAsync(run));
        await plain.CompleteAsync(task, CompleteWorkflow());
        run.Record("unversioned", await DescribeAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Move_WhileATaskIsStarted_ComesAfterIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, AutoUpgrade);
        await first.StartAsync();
        await first.StepAsync();
        await first.SignalAsync("one");
        var task = await first.PollAsync();
        await deployment.SetCurrentAsync(2);
        await first.SignalAsync("two");
        await first.CompleteAsync(task, r => r.ReturnNewWorkflowTask = true);
        run.Record("described", await DescribeAsync(run));
        await run.RecordHistoryAsync(document: "history so far");
    });

    [Theory, Scenario]
    public Task FailedTask_OnTheWay_GoesWhereTheRunIsToGo(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, AutoUpgrade);
        await first.StartAsync();
        await first.StepAsync();
        await deployment.SetCurrentAsync(2);
        await first.SignalAsync("go");
        await second.FailAsync(await second.PollAsync());
        run.Record("after the failure", await DescribeAsync(run));
        await deployment.SetCurrentAsync(1);
        first.RecordTask("after the rollback", await first.StepAsync(CompleteWorkflow()));
        run.Record("closed", await DescribeAsync(run));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Activities_GoWhereTheirRunIs(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, Pinned);
        await deployment.RegisterAsync(TaskQueueType.Activity, first, second);
        await first.StartAsync();
        await first.StepAsync(ScheduleActivity("one", run.TaskQueue));
        await deployment.SetCurrentAsync(2);
        var activity = await first.PollActivityAsync();
        first.RecordActivityTask("activity", activity);
        await first.CompleteActivityAsync(activity);
        await first.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Activities_OfARunThatMoves_MoveWithIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, AutoUpgrade);
        await deployment.RegisterAsync(TaskQueueType.Activity, first, second);
        await first.StartAsync();
        await first.StepAsync(ScheduleActivity("one", run.TaskQueue));
        await deployment.SetCurrentAsync(2);
        var activity = second.PollActivityAsync();
        var task = await second.PollAsync();
        run.Record("on the way", await DescribeAsync(run));
        await second.CompleteAsync(task);
        second.RecordActivityTask("activity", await activity);
        await second.CompleteActivityAsync(await activity);
        await second.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Activities_OnAQueueOfTheirOwn_AreIndependent(Reference reference) => CompareAsync(reference, async run =>
    {
        var (_, first, _) = await TwoVersionsAsync(run, Pinned);
        var other = new HandDrivenWorker(run, run.Id("other queue"));
        await first.StartAsync();
        await first.StepAsync(ScheduleActivity("one", other.TaskQueue));
        await other.CompleteActivityAsync(await other.PollActivityAsync());
        await first.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Children_InheritThePin(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, _) = await TwoVersionsAsync(run, Pinned);
        await first.StartAsync();
        await first.StepAsync(StartChild(run.Id("child"), run.TaskQueue));
        await deployment.SetCurrentAsync(2);
        for (var i = 0; i < 2; i++)
        {
            var task = await first.PollAsync();
            await first.CompleteAsync(task, task.WorkflowExecution.WorkflowId == run.Id("child") ? [CompleteWorkflow()] : []);
        }

        run.Record("child", await DescribeAsync(run, "child"));
        await run.RecordHistoryAsync("child");
    });

    [Theory, Scenario]
    public Task Children_OfARunThatUpgrades_BeginWhereItIs(Reference reference) => CompareAsync(reference, async run =>
    {
        var (_, first, _) = await TwoVersionsAsync(run, AutoUpgrade);
        await first.StartAsync();
        await first.StepAsync(StartChild(run.Id("child"), run.TaskQueue));
        await run.WaitForAsync(run.Id("child"), EventType.WorkflowTaskScheduled);
        run.Record("child", await DescribeAsync(run, "child"));
        await run.RecordHistoryAsync("child");
    });

    [Theory, Scenario]
    public Task ContinueAsNew_KeepsThePin_UnlessItUpgrades(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, Pinned);
        var runId = await first.StartAsync();
        await first.StepAsync();
        await deployment.SetCurrentAsync(2);
        await first.SignalAsync("go");
        await OutliveTheMinimumAsync();
        await first.StepAsync(ContinueAsNew(run.TaskQueue));
        await OutliveTheMinimumAsync();
        first.RecordTask("still pinned", await first.StepAsync(ContinueAsNew(run.TaskQueue, a => a.InitialVersioningBehavior = ContinueAsNewVersioningBehavior.AutoUpgrade)));
        second.RecordTask("upgraded", await second.StepAsync(CompleteWorkflow()));
        await run.RecordChainAsync("workflow", runId);
    });

    [Theory, Scenario]
    public Task Ramp_OfAll_AndOfNone(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, Pinned);
        await deployment.SetRampingAsync(2, 100);
        await second.StartAsync("all");
        second.RecordTask("all", await second.StepAsync(CompleteWorkflow()));
        await deployment.SetRampingAsync(2, 0);
        await first.StartAsync("none");
        first.RecordTask("none", await first.StepAsync(CompleteWorkflow()));
        await run.RecordHistoryAsync("all");
        await run.RecordHistoryAsync("none");
    });

    /// <summary>The ids are the same on every server and in every run: on which side each falls is a function of it.</summary>
    [Theory, Scenario]
    public Task Ramp_IsDecidedByTheWorkflowId(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, Pinned);
        await deployment.SetRampingAsync(2, 50);
        string[] ids = ["", "ü", "-ramp", "-ramp-0", "-ramped-0123456", "-ramped-0123456789-0123456789-0123456789"];
        var begun = ids.SelectMany(id => Enumerable.Range(0, 4).Select(number => $"{number}{id}")).ToList();
        foreach (var id in begun)
        {
            await first.StartAsync(configure: r =>
            {
                r.WorkflowId = id;
                r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting;
            });
        }

        var taken = await Task.WhenAll(TakeAllAsync(run, first, begun.Count), TakeAllAsync(run, second, begun.Count));
        run.Record("first", string.Join(' ', taken[0]));
        run.Record("second", string.Join(' ', taken[1]));
    });

    [Theory, Scenario]
    public Task Override_AtTheStart(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, _, second) = await TwoVersionsAsync(run, AutoUpgrade);
        await second.StartAsync(configure: r => r.VersioningOverride = PinnedTo(deployment, 2));
        run.Record("started", await DescribeAsync(run));
        second.RecordTask("task", await second.StepAsync());
        run.Record("completed", await DescribeAsync(run));
        await run.RecordErrorAsync("a version that does not serve the queue", () => second.StartAsync("x", r => r.VersioningOverride = PinnedTo(deployment, 7)));
        await run.RecordErrorAsync("no version", () => second.StartAsync("x", r => r.VersioningOverride = new() { Pinned = new() { Behavior = VersioningOverride.Types.PinnedOverrideBehavior.Pinned } }));
        await run.RecordErrorAsync("no behavior", () => second.StartAsync("x", r => r.VersioningOverride = new() { Pinned = new() { Version = deployment.Version(2) } }));
        await run.RecordErrorAsync("nothing", () => second.StartAsync("x", r => r.VersioningOverride = new()));
        await second.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Override_SignalWithStart(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, _, second) = await TwoVersionsAsync(run, AutoUpgrade);
        await run.Service.SignalWithStartWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.Id("workflow"),
                WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                TaskQueue = new() { Name = run.TaskQueue },
                SignalName = "go",
                Identity = ScenarioRun.ClientIdentity,
                RequestId = Guid.NewGuid().ToString(),
                VersioningOverride = PinnedTo(deployment, 2),
            },
            ScenarioRun.Rpc());
        await second.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Override_OfARunningWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, Pinned);
        await first.StartAsync();
        await first.StepAsync();
        await first.SignalAsync("go");
        run.Record("moved", await ChangeAsync(run, PinnedTo(deployment, 2)));
        run.Record("described", await DescribeAsync(run));
        second.RecordTask("task of the second version", await second.StepAsync());
        run.Record("again", await ChangeAsync(run, PinnedTo(deployment, 2)));
        run.Record("upgrading", await ChangeAsync(run, new() { AutoUpgrade = true }));
        await first.SignalAsync("go on");
        first.RecordTask("upgraded", await first.StepAsync());
        run.Record("unset", await ChangeAsync(run, null));
        run.Record("described without", await DescribeAsync(run));
        await run.RecordErrorAsync("unknown version", () => ChangeAsync(run, PinnedTo(deployment, 7)));
        await run.RecordErrorAsync("a part", () => ChangeAsync(run, PinnedTo(deployment, 2), "versioning_override.pinned"));
        await run.RecordErrorAsync("half of the old form", () => ChangeAsync(run, PinnedTo(deployment, 2), "versioning_override.behavior"));
        await first.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Override_Once_LeadsToAVersionAndEndsThere(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, second) = await TwoVersionsAsync(run, Pinned);
        await first.StartAsync();
        await first.StepAsync();
        run.Record("asked", await ChangeAsync(run, new() { OneTime = new() { TargetDeploymentVersion = deployment.Version(2) } }));
        run.Record("described", await DescribeAsync(run));
        await first.SignalAsync("go");
        await second.StepAsync();
        run.Record("arrived", await DescribeAsync(run));
        await second.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Queries_GoWhereTheRunIs(Reference reference) => CompareAsync(reference, async run =>
    {
        var (deployment, first, _) = await TwoVersionsAsync(run, Pinned);
        await first.StartAsync();
        await first.StepAsync();
        await deployment.SetCurrentAsync(2);
        var answer = run.Service.QueryWorkflowAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")), Query = new() { QueryType = "State" } }, ScenarioRun.Rpc());
        var task = await first.PollAsync();
        first.RecordTask("query", task);
        await run.Service.RespondQueryTaskCompletedAsync(
            new() { Namespace = run.Namespace, TaskToken = task.TaskToken, CompletedType = QueryResultType.Answered, QueryResult = Payloads.List("fine") }, ScenarioRun.Rpc());
        run.Record("answer", await answer);
    });

    /// <summary>Two versions that serve the run's queue, the first of them current.</summary>
    private static async Task<(DrivenDeployment Deployment, HandDrivenWorker First, HandDrivenWorker Second)> TwoVersionsAsync(ScenarioRun run, VersioningBehavior behavior)
    {
        var deployment = new DrivenDeployment(run);
        var (first, second) = (deployment.Worker(1, behavior), deployment.Worker(2, behavior));
        await deployment.RegisterAsync(first, second);
        await deployment.SetCurrentAsync(1);
        return (deployment, first, second);
    }

    private static async Task<WorkflowExecutionInfo> DescribeAsync(ScenarioRun run, string name = "workflow") =>
        (await run.DescribeAsync(run.Id(name))).WorkflowExecutionInfo;

    private static VersioningOverride PinnedTo(DrivenDeployment deployment, int release) => new()
    {
        Pinned = new() { Behavior = VersioningOverride.Types.PinnedOverrideBehavior.Pinned, Version = deployment.Version(release) },
    };

    private static async Task<WorkflowExecutionOptions> ChangeAsync(ScenarioRun run, VersioningOverride? given, string path = "versioning_override") =>
        (await run.Service.UpdateWorkflowExecutionOptionsAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                WorkflowExecutionOptions = new() { VersioningOverride = given },
                UpdateMask = new FieldMask { Paths = { path } },
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc())).WorkflowExecutionOptions;

    private static Action<RespondWorkflowTaskCompletedRequest> Sticky(HandDrivenWorker worker, string queue) => request =>
        request.StickyAttributes = new() { WorkerTaskQueue = worker.StickyQueue(queue), ScheduleToStartTimeout = HandDrivenWorker.Seconds(10) };

    /// <summary>Completes what the worker gets until it gets nothing for a while.</summary>
    private static async Task<List<string>> TakeAllAsync(ScenarioRun run, HandDrivenWorker worker, int most)
    {
        var taken = new List<string>();
        while (taken.Count < most)
        {
            using var silence = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                var task = await run.Service.PollWorkflowTaskQueueAsync(worker.PollRequest(), new() { CancellationToken = silence.Token, Retry = false });
                if (!task.TaskToken.IsEmpty)
                {
                    await worker.CompleteAsync(task, CompleteWorkflow());
                    taken.Add(task.WorkflowExecution.WorkflowId);
                }
            }
            catch (Exception e) when (silence.IsCancellationRequested && e is OperationCanceledException or Temporalio.Exceptions.RpcException)
            {
                break;
            }
        }

        taken.Sort(StringComparer.Ordinal);
        return taken;
    }
}
