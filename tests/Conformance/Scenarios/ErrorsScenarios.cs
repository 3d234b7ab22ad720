using Google.Protobuf;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ErrorsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task UnknownWorkflow_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorAsync("signal", () => worker.SignalAsync("hello", name: "nobody"));
        await run.RecordErrorAsync("cancel", () => worker.RequestCancelAsync("nobody"));
        await run.RecordErrorAsync("terminate", () => worker.TerminateAsync("nobody"));
        await run.RecordErrorAsync("describe", () => run.DescribeAsync(run.Id("nobody")));
        await run.RecordErrorAsync("history", () => run.HistoryAsync(run.Id("nobody")));
        await run.RecordErrorAsync("query", () => run.Service.QueryWorkflowAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("nobody")), Query = new() { QueryType = "State" } }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("reset sticky", () => run.Service.ResetStickyTaskQueueAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("nobody")) }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task UnknownRun_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var unknown = ScenarioRun.Execution(run.Id("workflow"), Guid.NewGuid().ToString());
        await run.RecordErrorAsync("signal", () => run.Service.SignalWorkflowExecutionAsync(
            new() { Namespace = run.Namespace, WorkflowExecution = unknown, SignalName = "hello" }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("describe", () => run.Service.DescribeWorkflowExecutionAsync(
            new() { Namespace = run.Namespace, Execution = unknown }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("history", () => run.HistoryAsync(unknown.WorkflowId, unknown.RunId));
        await run.RecordErrorAsync("no UUID", () => run.HistoryAsync(unknown.WorkflowId, "no-uuid"));
        await run.RecordErrorAsync("terminate by another first run", () => run.Service.TerminateWorkflowExecutionAsync(
            new() { Namespace = run.Namespace, WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")), FirstExecutionRunId = unknown.RunId }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task ClosedWorkflow_RefusesMessages(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordErrorAsync("signal", () => worker.SignalAsync("hello"));
        await run.RecordErrorOrAnswerAsync("cancel", () => worker.RequestCancelAsync());
        await run.RecordErrorAsync("terminate", () => worker.TerminateAsync());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task UnknownNamespace_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        const string Nowhere = "nowhere";
        await run.RecordErrorAsync("describe namespace", () => run.Service.DescribeNamespaceAsync(new() { Namespace = Nowhere }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("start", () => worker.StartAsync(configure: r => r.Namespace = Nowhere));
        await run.RecordErrorAsync("describe", () => run.Service.DescribeWorkflowExecutionAsync(
            new() { Namespace = Nowhere, Execution = ScenarioRun.Execution(run.Id("workflow")) }, ScenarioRun.Rpc()));
        var poll = worker.PollRequest();
        poll.Namespace = Nowhere;
        await run.RecordErrorAsync("poll", () => run.Service.PollWorkflowTaskQueueAsync(poll, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("list", () => run.Service.ListWorkflowExecutionsAsync(new() { Namespace = Nowhere }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task StartWithMissingFields_IsInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorAsync("no namespace", () => worker.StartAsync(configure: r => r.Namespace = ""));
        await run.RecordErrorAsync("no workflow id", () => worker.StartAsync(configure: r => r.WorkflowId = ""));
        await run.RecordErrorAsync("no type", () => worker.StartAsync(configure: r => r.WorkflowType = null));
        await run.RecordErrorAsync("no queue", () => worker.StartAsync(configure: r => r.TaskQueue = null));
        await run.RecordErrorAsync("negative run timeout", () => worker.StartAsync(configure: r => r.WorkflowRunTimeout = HandDrivenWorker.Seconds(-1)));
        await run.RecordErrorAsync("negative task timeout", () => worker.StartAsync(configure: r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(-1)));
        await run.RecordErrorAsync("bad retry policy", () => worker.StartAsync(configure: r => r.RetryPolicy = new() { BackoffCoefficient = 0.5 }));
        await run.RecordErrorAsync("negative attempts", () => worker.StartAsync(configure: r => r.RetryPolicy = new() { MaximumAttempts = -1 }));
        await run.RecordErrorAsync("long workflow id", () => worker.StartAsync(configure: r => r.WorkflowId = new string('x', 1001)));
        await run.RecordErrorAsync("long request id", () => worker.StartAsync(configure: r => r.RequestId = new string('x', 1001)));
        await run.RecordErrorAsync("cron and delay", () => worker.StartAsync(configure: r => (r.CronSchedule, r.WorkflowStartDelay) = ("* * * * *", HandDrivenWorker.Seconds(1))));
        await run.RecordErrorAsync("bad cron", () => worker.StartAsync(configure: r => r.CronSchedule = "not a cron"));
    });

    [Theory, Scenario]
    public Task OtherCallsWithMissingFields_AreInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await run.RecordErrorAsync("signal without name", () => worker.SignalAsync(""));
        await run.RecordErrorAsync("signal without id", () => run.Service.SignalWorkflowExecutionAsync(
            new() { Namespace = run.Namespace, SignalName = "hello" }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("terminate without id", () => run.Service.TerminateWorkflowExecutionAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("describe without id", () => run.Service.DescribeWorkflowExecutionAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("history without id", () => run.Service.GetWorkflowExecutionHistoryAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("query without query", () => run.Service.QueryWorkflowAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")) }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("poll without queue", () => run.Service.PollWorkflowTaskQueueAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("activity poll without queue", () => run.Service.PollActivityTaskQueueAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("bad page token", () => run.Service.GetWorkflowExecutionHistoryAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")), NextPageToken = ByteString.CopyFromUtf8("nonsense") }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task BadTokens_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var nonsense = ByteString.CopyFromUtf8("nonsense");
        await run.RecordErrorAsync("no workflow task token", () => run.Service.RespondWorkflowTaskCompletedAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("no activity token", () => run.Service.RespondActivityTaskCompletedAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("no heartbeat token", () => run.Service.RecordActivityTaskHeartbeatAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("no query token", () => run.Service.RespondQueryTaskCompletedAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("bad workflow task token", () => run.Service.RespondWorkflowTaskCompletedAsync(
            new() { Namespace = run.Namespace, TaskToken = nonsense }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task UnknownActivityById_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        await run.RecordErrorAsync("unknown activity", () => run.Service.RespondActivityTaskCompletedByIdAsync(
            new() { Namespace = run.Namespace, WorkflowId = run.Id("workflow"), ActivityId = "other" }, ScenarioRun.Rpc()));
        await run.RecordErrorOrAnswerAsync("not started", () => run.Service.RespondActivityTaskCompletedByIdAsync(
            new() { Namespace = run.Namespace, WorkflowId = run.Id("workflow"), ActivityId = "work" }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("unknown workflow", () => run.Service.RespondActivityTaskCompletedByIdAsync(
            new() { Namespace = run.Namespace, WorkflowId = run.Id("nobody"), ActivityId = "work" }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("heartbeat of unknown activity", () => run.Service.RecordActivityTaskHeartbeatByIdAsync(
            new() { Namespace = run.Namespace, WorkflowId = run.Id("workflow"), ActivityId = "other" }, ScenarioRun.Rpc()));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BadCommands_FailTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var bad = new Dictionary<string, Temporalio.Api.Command.V1.Command>
        {
            ["activity without id"] = ScheduleActivity("", run.TaskQueue),
            ["activity without type"] = ScheduleActivity("work", run.TaskQueue, a => a.ActivityType = null),
            ["activity with negative timeout"] = ScheduleActivity("work", run.TaskQueue, a => a.HeartbeatTimeout = HandDrivenWorker.Seconds(-1)),
            ["marker without name"] = RecordMarker(""),
            ["child without id"] = StartChild("", run.TaskQueue),
            ["child without type"] = StartChild(run.Id("child"), run.TaskQueue, configure: c => c.WorkflowType = null),
            ["signal without name"] = SignalExternal(run.Id("other"), ""),
            ["signal without id"] = SignalExternal("", "hello"),
            ["cancel without id"] = CancelExternal(""),
            ["failure without failure"] = FailWorkflow(null),
            ["no attributes"] = new() { CommandType = Temporalio.Api.Enums.V1.CommandType.StartTimer },
        };
        foreach (var (name, command) in bad)
        {
            var worker = new HandDrivenWorker(run, run.Id($"{name} queue"));
            await worker.StartAsync(name);
            var task = await worker.PollAsync();
            await run.RecordErrorAsync(name, () => worker.CompleteAsync(task, command));
            await run.RecordHistoryAsync(name);
            await worker.TerminateAsync(name);
        }
    });

    [Theory, Scenario]
    public Task ReservedQueues_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        const string Reserved = "/_sys/queue";
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorOrAnswerAsync("start", () => worker.StartAsync(configure: r => r.TaskQueue = new() { Name = Reserved }));
        await run.RecordErrorOrAnswerAsync("describe", () => run.Service.DescribeTaskQueueAsync(
            new() { Namespace = run.Namespace, TaskQueue = new() { Name = Reserved } }, ScenarioRun.Rpc()));
        var poll = worker.PollRequest();
        poll.TaskQueue = new() { Name = Reserved };
        await run.RecordErrorOrAnswerAsync("poll", () => run.Service.PollWorkflowTaskQueueAsync(poll, ScenarioRun.Rpc(4)));
        foreach (var (name, command) in new[]
        {
            ("activity", ScheduleActivity("activity", Reserved)),
            ("activity on a long queue", ScheduleActivity("activity", new string('q', 1001))),
            ("child", StartChild(run.Id("child"), Reserved)),
            ("child on a long queue", StartChild(run.Id("child"), new string('q', 1001))),
            ("child with a bad retry policy", StartChild(run.Id("child"), run.TaskQueue, configure: c => c.RetryPolicy = new() { BackoffCoefficient = 0.5 })),
            ("child with a long id", StartChild(new string('i', 1001), run.TaskQueue)),
            ("child with a long type", StartChild(run.Id("child"), run.TaskQueue, configure: c => c.WorkflowType = new() { Name = new string('t', 1001) })),
            ("negative child timeout", StartChild(run.Id("child"), run.TaskQueue, configure: c => c.WorkflowRunTimeout = HandDrivenWorker.Seconds(-1))),
            ("negative child task timeout", StartChild(run.Id("child"), run.TaskQueue, configure: c => c.WorkflowTaskTimeout = HandDrivenWorker.Seconds(-1))),
            ("negative child execution timeout", StartChild(run.Id("child"), run.TaskQueue, configure: c => c.WorkflowExecutionTimeout = HandDrivenWorker.Seconds(-1))),
        })
        {
            await worker.StartAsync(name);
            var task = await worker.PollAsync();
            await run.RecordErrorOrAnswerAsync(name, () => worker.CompleteAsync(task, command));
            await worker.TerminateAsync(name);
        }
    });
}
