using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ClosingScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Failed_KeepsEveryFieldOfTheFailure(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var failure = Failures.Application("outer", "Outer", nonRetryable: true);
        failure.ApplicationFailureInfo.Details = Payloads.List(new { Code = 7 }, "second");
        failure.Cause = Failures.Application("inner", "Inner");
        failure.EncodedAttributes = Payloads.Of("sealed");
        await worker.StepAsync(FailWorkflow(failure));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CancelRequested_ThenCancelled(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.RequestCancelAsync(reason: "not needed any more");
        await worker.StepAsync(CancelWorkflow("cleaned up"));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CancelRequestedTwice_IsRecordedOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var requestId = Guid.NewGuid().ToString();
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.RequestCancelAsync(requestId: requestId);
        await worker.RequestCancelAsync(requestId: requestId);
        await run.RecordErrorOrAnswerAsync("another request", () => worker.RequestCancelAsync());
        await worker.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CancelRequestedWhileTaskRuns_IsBuffered(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await worker.RequestCancelAsync();
        await worker.CompleteAsync(task, StartTimer("long", 3600));
        await worker.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CancelRequestedAndIgnored_Completes(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.RequestCancelAsync();
        await worker.StepAsync(CompleteWorkflow("finished all the same"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Terminated_WhileTaskRuns(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await worker.SignalAsync("buffered");
        await run.Service.TerminateWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                Reason = "an operator said so",
                Details = Payloads.List(new { Ticket = 42 }),
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc());
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow()));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RunTimeout_TimesOut(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowRunTimeout = HandDrivenWorker.Seconds(3));
        await worker.StepAsync(StartTimer("beyond the run", 3600), ScheduleActivity("work", run.TaskQueue));
        await run.WaitForCloseAsync(run.Id("workflow"));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ExecutionTimeout_SpansTheChain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.WorkflowExecutionTimeout = HandDrivenWorker.Seconds(4));
        await OutliveTheMinimumAsync();
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await worker.StepAsync();
        await run.WaitForCloseAsync(run.Id("workflow"));
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task TimeoutBeforeAnyWorker_TimesOut(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => (r.WorkflowRunTimeout, r.WorkflowExecutionTimeout) = (HandDrivenWorker.Seconds(1), HandDrivenWorker.Seconds(1)));
        await run.WaitForCloseAsync(run.Id("workflow"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ContinuedAsNew_CarriesWhatTheCommandSays(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r =>
        {
            r.Memo = new() { Fields = { ["owner"] = Payloads.Of("first run") } };
            r.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } };
        });
        await OutliveTheMinimumAsync();
        await worker.StepAsync(ContinueAsNew(run.TaskQueue, c =>
        {
            c.WorkflowRunTimeout = HandDrivenWorker.Seconds(100);
            c.WorkflowTaskTimeout = HandDrivenWorker.Seconds(7);
            c.Memo = new() { Fields = { ["owner"] = Payloads.Of("second run") } };
            c.Header = new() { Fields = { ["trace"] = Payloads.Of("def") } };
            c.Initiator = Temporalio.Api.Enums.V1.ContinueAsNewInitiator.Workflow;
        }));
        await worker.StepAsync(CompleteWorkflow("of the second run"));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task ContinuedAsNewAtOnce_BacksOffAndKeepsAttributes(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.Memo = new() { Fields = { ["owner"] = Payloads.Of("first run") } });
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task RetryPolicy_FailedRunIsFollowedByAnother(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r =>
        {
            r.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(1), MaximumAttempts = 3, NonRetryableErrorTypes = { "Fatal" } };
            r.Input = Payloads.List("the same input");
        });
        await worker.StepAsync(FailWorkflow(Failures.Application("first")));
        await worker.StepAsync(FailWorkflow(Failures.Application("second", "Fatal")));
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task RetryPolicy_AttemptsExhausted(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(1), MaximumAttempts = 2 });
        await worker.StepAsync(FailWorkflow(Failures.Application("first")));
        await worker.StepAsync(FailWorkflow(Failures.Application("second")));
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task RetryPolicy_RunTimeoutIsFollowedByAnother(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r =>
        {
            r.WorkflowRunTimeout = HandDrivenWorker.Seconds(4);
            r.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(1), MaximumAttempts = 2 };
        });
        await worker.StepAsync();
        await run.WaitForCloseAsync(run.Id("workflow"), first);
        await worker.StepAsync(CompleteWorkflow("second attempt"));
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task RetryPolicy_CancelledDuringTheBackoff_HasItsTaskAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(36_000) });
        await worker.StepAsync(FailWorkflow(Failures.Application("not yet")));
        await worker.RequestCancelAsync();
        await worker.StepAsync(CancelWorkflow());
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task ContinuedAsNew_WithBadAttributes_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        foreach (var (name, configure) in new (string, Action<Temporalio.Api.Command.V1.ContinueAsNewWorkflowExecutionCommandAttributes>)[]
        {
            ("reserved queue", a => a.TaskQueue = new() { Name = "/_sys/queue" }),
            ("long queue", a => a.TaskQueue = new() { Name = new string('q', 1001) }),
            ("long type", a => a.WorkflowType = new() { Name = new string('t', 1001) }),
            ("negative run timeout", a => a.WorkflowRunTimeout = HandDrivenWorker.Seconds(-1)),
            ("negative task timeout", a => a.WorkflowTaskTimeout = HandDrivenWorker.Seconds(-1)),
            ("negative backoff", a => a.BackoffStartInterval = HandDrivenWorker.Seconds(-1)),
            ("bad retry policy", a => a.RetryPolicy = new() { BackoffCoefficient = 0.5 }),
            ("bad cron", a => a.CronSchedule = "nonsense"),
            ("cron without a time", a => a.CronSchedule = "0 0 31 2 *"),
        })
        {
            await worker.StartAsync(name);
            if (name.Contains("cron"))
            {
                await OutliveTheMinimumAsync();
            }

            var task = await worker.PollAsync();
            await run.RecordErrorOrAnswerAsync(name, () => worker.CompleteAsync(task, ContinueAsNew(run.TaskQueue, configure)));
            await worker.TerminateAsync(name);
            await run.RecordHistoryAsync(name);
        }
    });
}
