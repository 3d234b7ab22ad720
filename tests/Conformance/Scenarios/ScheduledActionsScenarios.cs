using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What a schedule does: the workflows it starts, and what becomes of those that overlap or fail.</summary>
public sealed class ScheduledActionsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Triggered_StartsWithAllOfTheAction(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r =>
        {
            r.Schedule.State.Paused = true;
            var action = r.Schedule.Action.StartWorkflow;
            action.Input = Payloads.List("first", 2);
            action.WorkflowRunTimeout = HandDrivenWorker.Seconds(200);
            action.RetryPolicy = new() { MaximumAttempts = 3 };
            action.Memo = new() { Fields = { ["of"] = Payloads.Of("the action") } };
            action.SearchAttributes = new() { IndexedFields = { ["ConformanceInt"] = Payloads.Of(7) } };
            action.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } };
            action.UserMetadata = new() { Summary = Payloads.Of("what it is") };
            action.Priority = new() { PriorityKey = 2 };
        });
        await schedule.TriggerAsync();
        var started = await schedule.ActionAsync(1);
        schedule.Record("while it runs", await schedule.DescribeAsync());
        await worker.StepAsync(CompleteWorkflow("done"));
        schedule.Record("after it", await EndedAsync(schedule, WorkflowExecutionStatus.Completed));
        await RecordHistoryAsync(run, started.WorkflowId, "history");
    });

    [Theory, Scenario]
    public Task Triggered_ByTheSameRequest_HappensOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r => r.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferAll);
        var requestId = Guid.NewGuid().ToString();
        await schedule.PatchAsync(p => p.TriggerImmediately = new(), requestId);
        await schedule.PatchAsync(p => p.TriggerImmediately = new(), requestId);
        await schedule.PatchAsync(p => p.Pause = "the end");
        schedule.Record("description", await schedule.WaitUntilAsync(d => d.Schedule.State.Paused && d.Info.ActionCount == 1));
    });

    [Theory, Scenario]
    public Task Interval_StartsByItself(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r =>
        {
            r.Schedule.Spec.Interval.Add(new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) });
            r.Schedule.State = new() { LimitedActions = true, RemainingActions = 2 };
        });
        await worker.StepAsync(CompleteWorkflow("one"));
        await worker.StepAsync(CompleteWorkflow("two"));
        var second = await schedule.ActionAsync(2);
        schedule.Record("spent", await EndedAsync(schedule, WorkflowExecutionStatus.Completed));
        await RecordHistoryAsync(run, second.WorkflowId, "history of the second");
    });

    [Theory, Scenario]
    public Task Overlapping_Skip(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync();
        await schedule.TriggerAsync();
        await schedule.ActionAsync(1);
        await schedule.TriggerInAnotherSecondAsync();
        schedule.Record("skipped", await schedule.WaitUntilAsync(d => d.Info.OverlapSkipped > 0));
    });

    [Theory, Scenario]
    public Task Overlapping_BufferOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r => r.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferOne);
        await schedule.TriggerAsync();
        await schedule.ActionAsync(1);
        await schedule.TriggerInAnotherSecondAsync();
        await schedule.TriggerInAnotherSecondAsync();
        schedule.Record("one waits", await schedule.WaitUntilAsync(d => d.Info.OverlapSkipped > 0));
        await worker.StepAsync(CompleteWorkflow("first result"));
        var second = await schedule.ActionAsync(2);
        schedule.Record("the second runs", await schedule.DescribeAsync());
        await RecordHistoryAsync(run, second.WorkflowId, "history of the second");
    });

    [Theory, Scenario]
    public Task Overlapping_BufferAll(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync();
        await schedule.TriggerAsync();
        await schedule.ActionAsync(1);
        await schedule.TriggerInAnotherSecondAsync(ScheduleOverlapPolicy.BufferAll);
        await schedule.TriggerInAnotherSecondAsync(ScheduleOverlapPolicy.BufferAll);
        schedule.Record("two wait", await schedule.WaitUntilAsync(d => d.Info.BufferSize == 2));
        await worker.StepAsync(CompleteWorkflow());
        await schedule.ActionAsync(2);
        await worker.StepAsync(CompleteWorkflow());
        await schedule.ActionAsync(3);
        schedule.Record("the third runs", await schedule.WaitUntilAsync(d => d.Info.BufferSize == 0 && d.Info.RunningWorkflows.Count == 1));
    });

    [Theory, Scenario]
    public Task Overlapping_CancelOther(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r => r.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.CancelOther);
        await schedule.TriggerAsync();
        var first = await schedule.ActionAsync(1);
        await worker.StepAsync();
        await schedule.TriggerInAnotherSecondAsync();
        await run.WaitForAsync(first.WorkflowId, EventType.WorkflowExecutionCancelRequested);
        await worker.StepAsync(CancelWorkflow());
        await schedule.ActionAsync(2);
        schedule.Record("the second runs", await schedule.DescribeAsync());
        await RecordHistoryAsync(run, first.WorkflowId, "history of the first");
    });

    [Theory, Scenario]
    public Task Overlapping_TerminateOther(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r => r.Schedule.Policies = new() { OverlapPolicy = ScheduleOverlapPolicy.TerminateOther, PauseOnFailure = true });
        await schedule.TriggerAsync();
        var first = await schedule.ActionAsync(1);
        await schedule.TriggerInAnotherSecondAsync();
        await schedule.ActionAsync(2);
        schedule.Record("the second runs", await schedule.DescribeAsync());
        await RecordHistoryAsync(run, first.WorkflowId, "history of the first");
    });

    [Theory, Scenario]
    public Task Overlapping_AllowAll(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync();
        await schedule.TriggerAsync(ScheduleOverlapPolicy.AllowAll);
        await schedule.ActionAsync(1);
        await schedule.TriggerInAnotherSecondAsync(ScheduleOverlapPolicy.AllowAll);
        await schedule.ActionAsync(2);
        schedule.Record("both run", await schedule.DescribeAsync());
    });

    [Theory, Scenario]
    public Task Backfilled_StartsEachTimeOfTheRange(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r =>
        {
            r.Schedule.State.Paused = true;
            r.Schedule.Spec.CronString.Add("0 * * * *");
        });
        await schedule.PatchAsync(p => p.BackfillRequest.Add(new BackfillRequest
        {
            StartTime = Timestamp.FromDateTime(new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            EndTime = Timestamp.FromDateTime(new(2026, 1, 1, 3, 0, 0, DateTimeKind.Utc)),
            OverlapPolicy = ScheduleOverlapPolicy.AllowAll,
        }));
        await schedule.ActionAsync(4);
        var description = await schedule.DescribeAsync();
        schedule.Record("description", description);
        run.Record("nominal times", string.Join(' ', description.Info.RecentActions.Select(a => $"{a.ScheduleTime.ToDateTime():yyyyMMdd-HHmmss}")));
        await RecordHistoryAsync(run, $"{run.Id("workflow")}-2026-01-01T03:00:00Z", "history of the last");
    });

    [Theory, Scenario]
    public Task Failed_PausesAndIsToldToTheNext(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r => r.Schedule.Policies.PauseOnFailure = true);
        await schedule.TriggerAsync();
        await schedule.ActionAsync(1);
        await worker.StepAsync(CompleteWorkflow("a result"));
        await EndedAsync(schedule, WorkflowExecutionStatus.Completed);
        await schedule.TriggerInAnotherSecondAsync();
        await schedule.ActionAsync(2);
        await worker.StepAsync(FailWorkflow(Failures.Application("no luck")));
        schedule.Record("paused", await schedule.WaitUntilAsync(d => d.Schedule.State.Paused));
        await schedule.TriggerInAnotherSecondAsync();
        var third = await schedule.ActionAsync(3);
        await RecordHistoryAsync(run, third.WorkflowId, "history of the third");
    });

    [Theory, Scenario]
    public Task TimedOut_Pauses(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r =>
        {
            r.Schedule.Policies.PauseOnFailure = true;
            r.Schedule.Action.StartWorkflow.WorkflowRunTimeout = HandDrivenWorker.Seconds(1);
            r.InitialPatch = new() { TriggerImmediately = new() };
        });
        schedule.Record("paused", await schedule.WaitUntilAsync(d => d.Schedule.State.Paused));
    });

    [Theory, Scenario]
    public Task ContinuedAsNew_CountsAsOneAction(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r => r.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferAll);
        await schedule.TriggerAsync();
        await schedule.ActionAsync(1);
        await Task.Delay(1100);
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await schedule.TriggerAsync();
        schedule.Record("the chain goes on", await schedule.WaitUntilAsync(d => d.Info.BufferSize == 1));
        await worker.StepAsync(CompleteWorkflow("at last"));
        var next = await schedule.ActionAsync(2);
        await RecordHistoryAsync(run, next.WorkflowId, "history of the next");
    });

    private static Task<Temporalio.Api.WorkflowService.V1.DescribeScheduleResponse> EndedAsync(DrivenSchedule schedule, WorkflowExecutionStatus status) =>
        schedule.WaitUntilAsync(d => d.Info.RunningWorkflows.Count == 0 && d.Info.RecentActions[^1].StartWorkflowStatus == status);

    private static async Task RecordHistoryAsync(ScenarioRun run, string workflowId, string document) =>
        run.RecordEvents(document, await run.HistoryAsync(workflowId));

    /// <summary>A run that waits for its retry is cancelled at once, so that the schedule goes on.</summary>
    [Theory, Scenario]
    public Task Overlapping_CancelOther_DuringTheBackoffOfARetry(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r =>
        {
            r.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.CancelOther;
            r.Schedule.Action.StartWorkflow.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(36_000) };
        });
        await schedule.TriggerAsync();
        var first = await schedule.ActionAsync(1);
        await worker.StepAsync(FailWorkflow(Failures.Application("not yet")));
        await schedule.TriggerInAnotherSecondAsync();
        await worker.StepAsync(CancelWorkflow());
        await schedule.ActionAsync(2);
        await RecordHistoryAsync(run, first.WorkflowId, "history of the first");
    });
}
