using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ChildrenScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Completes_ReportsItsResult(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await parent.StartAsync("parent");
        await parent.StepAsync(StartChild(run.Id("child"), child.TaskQueue, configure: c =>
        {
            c.Memo = new() { Fields = { ["owner"] = Payloads.Of("parent") } };
            c.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } };
            c.WorkflowTaskTimeout = HandDrivenWorker.Seconds(7);
        }).WithSummary("the child"));
        await parent.StepAsync();
        run.Record("parent described", await run.DescribeAsync(run.Id("parent")));
        var task = await child.PollAsync();
        child.RecordTask("child's first task", task);
        await child.CompleteAsync(task, CompleteWorkflow("child result"));
        await parent.StepAsync(CompleteWorkflow());
        run.Record("child described", await run.DescribeAsync(run.Id("child")));
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task Fails_ReportsItsFailure(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        await child.StepAsync(FailWorkflow(Failures.Application("the child broke")));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task FailsWithRetryPolicy_ReportsTheLastFailureOnly(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child, configure: c =>
            c.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(1), MaximumAttempts = 2 });
        await child.StepAsync(FailWorkflow(Failures.Application("first")));
        await child.StepAsync(FailWorkflow(Failures.Application("second")));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task CancelledByParent_ReportsCancellation(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        await child.StepAsync();
        await parent.SignalAsync("stop", name: "parent");
        await parent.StepAsync(CancelExternal(run.Id("child"), childOnly: true, reason: "parent says"));
        await run.WaitForAsync(run.Id("parent"), EventType.ExternalWorkflowExecutionCancelRequested);
        await parent.StepAsync();
        await child.StepAsync(CancelWorkflow("child cleaned up"));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task Terminated_ReportsTermination(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        await parent.TerminateAsync("child");
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task TimedOut_ReportsTimeout(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child, configure: c => c.WorkflowRunTimeout = HandDrivenWorker.Seconds(1));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task ContinuedAsNew_ReportsTheFinalRunOnly(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        var first = await run.DescribeAsync(run.Id("child"));
        await OutliveTheMinimumAsync();
        await child.StepAsync(ContinueAsNew(child.TaskQueue));
        await child.StepAsync(CompleteWorkflow("of the second run"));
        await parent.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync("parent");
        await run.RecordChainAsync("child", first.WorkflowExecutionInfo.Execution.RunId);
    });

    [Theory, Scenario]
    public Task AlreadyRunning_FailsInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await child.StartAsync("child");
        await parent.StartAsync("parent");
        await parent.StepAsync(StartChild(run.Id("child"), child.TaskQueue));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task Signalled_AsChildOnly(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        await child.StepAsync();
        await parent.SignalAsync("tell it", name: "parent");
        await parent.StepAsync(SignalExternal(run.Id("child"), "hello", childOnly: true));
        await run.WaitForAsync(run.Id("parent"), EventType.ExternalWorkflowExecutionSignaled);
        await parent.StepAsync();
        await child.StepAsync(CompleteWorkflow());
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task SignalToStranger_AsChildOnly_FailsInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, stranger) = Family(run);
        await stranger.StartAsync("child");
        await parent.StartAsync("parent");
        await parent.StepAsync(SignalExternal(run.Id("child"), "hello", childOnly: true));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task ParentCompletes_DefaultPolicyTerminates(Reference reference) => ParentClosesAsync(reference, ParentClosePolicy.Unspecified);

    [Theory, Scenario]
    public Task ParentCompletes_TerminatePolicyTerminates(Reference reference) => ParentClosesAsync(reference, ParentClosePolicy.Terminate);

    [Theory, Scenario]
    public Task ParentCompletes_RequestCancelPolicyRequestsIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child, ParentClosePolicy.RequestCancel);
        await child.StepAsync();
        await CloseParentAsync(parent);
        await child.StepAsync(CancelWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task ParentCompletes_AbandonPolicyLeavesIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child, ParentClosePolicy.Abandon);
        await CloseParentAsync(parent);
        await child.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task ParentTerminated_PolicyReachesTheContinuedRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        var first = await run.DescribeAsync(run.Id("child"));
        await OutliveTheMinimumAsync();
        await child.StepAsync(ContinueAsNew(child.TaskQueue));
        await child.StepAsync();
        await parent.TerminateAsync("parent");
        await run.WaitForCloseAsync(run.Id("child"));
        await run.RecordHistoryAsync("parent");
        await run.RecordChainAsync("child", first.WorkflowExecutionInfo.Execution.RunId);
    });

    [Theory, Scenario]
    public Task ParentContinuesAsNew_PolicyApplies(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        var first = await StartFamilyAsync(run, parent, child);
        await OutliveTheMinimumAsync();
        await parent.SignalAsync("go on", name: "parent");
        await parent.StepAsync(ContinueAsNew(parent.TaskQueue));
        await run.WaitForCloseAsync(run.Id("child"));
        await parent.StepAsync(CompleteWorkflow());
        await run.RecordChainAsync("parent", first);
        await run.RecordHistoryAsync("child");
    });

    [Theory, Scenario]
    public Task StartedInTheTaskThatCloses_IsNeverStarted(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await parent.StartAsync("parent");
        await parent.StepAsync(StartChild(run.Id("child"), child.TaskQueue), CompleteWorkflow());
        await Task.Delay(500);
        await run.RecordErrorAsync("child", () => run.DescribeAsync(run.Id("child")));
        await run.RecordHistoryAsync("parent");
    });

    [Theory, Scenario]
    public Task AbandonedInTheTaskThatCloses_IsNeverStartedEither(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await parent.StartAsync("parent");
        await parent.StepAsync(StartChild(run.Id("child"), child.TaskQueue, ParentClosePolicy.Abandon), CompleteWorkflow());
        await Task.Delay(500);
        await run.RecordErrorAsync("child", () => run.DescribeAsync(run.Id("child")));
        await run.RecordHistoryAsync("parent");
    });

    [Theory, Scenario]
    public Task ContinuedAsNew_AsAnotherType_ReportsTheFirst(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child);
        await OutliveTheMinimumAsync();
        await child.StepAsync(ContinueAsNew(child.TaskQueue, a => a.WorkflowType = new() { Name = "Another" }));
        await child.StepAsync(CompleteWorkflow("done"));
        await parent.StepAsync(CompleteWorkflow());
        await RecordFamilyAsync(run);
    });

    [Theory, Scenario]
    public Task ByCron_CancelledWithItsParentWhileItWaits(Reference reference) => CompareAsync(reference, async run =>
    {
        var (parent, child) = Family(run);
        await StartFamilyAsync(run, parent, child, ParentClosePolicy.RequestCancel, c => c.CronSchedule = "@every 10h");
        await CloseParentAsync(parent);
        await child.StepAsync(CancelWorkflow());
        await RecordFamilyAsync(run);
    });

    private Task ParentClosesAsync(Reference reference, ParentClosePolicy policy, [System.Runtime.CompilerServices.CallerMemberName] string method = "") => CompareAsync(
        reference,
        async run =>
        {
            var (parent, child) = Family(run);
            await StartFamilyAsync(run, parent, child, policy);
            await child.StepAsync();
            await CloseParentAsync(parent);
            await run.WaitForCloseAsync(run.Id("child"));
            await RecordFamilyAsync(run);
        },
        method);

    private static (HandDrivenWorker Parent, HandDrivenWorker Child) Family(ScenarioRun run) => (new(run), new(run, run.Id("child queue")));

    /// <summary>Starts a parent whose first task starts the child, and answers the task that the child's start causes.</summary>
    private static async Task<string> StartFamilyAsync(
        ScenarioRun run,
        HandDrivenWorker parent,
        HandDrivenWorker child,
        ParentClosePolicy policy = ParentClosePolicy.Unspecified,
        Action<Temporalio.Api.Command.V1.StartChildWorkflowExecutionCommandAttributes>? configure = null)
    {
        var runId = await parent.StartAsync("parent");
        await parent.StepAsync(StartChild(run.Id("child"), child.TaskQueue, policy, configure));
        await parent.StepAsync();
        return runId;
    }

    private static async Task CloseParentAsync(HandDrivenWorker parent)
    {
        await parent.SignalAsync("finish", name: "parent");
        await parent.StepAsync(CompleteWorkflow());
    }

    private static async Task RecordFamilyAsync(ScenarioRun run)
    {
        await run.RecordHistoryAsync("parent");
        await run.RecordHistoryAsync("child");
    }
}
