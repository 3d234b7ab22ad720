using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Answers that name the activity by workflow and activity id instead of a token.</summary>
public sealed class ActivitiesByIdScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task HeartbeatAndFailure_AreThoseOfTheAttempt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run, a => a.RetryPolicy = ActivitiesScenarios.FastRetry());
        await worker.PollActivityAsync();
        run.Record("heartbeat answer", await HeartbeatAsync(run));
        await FailAsync(run);
        var second = await worker.PollActivityAsync();
        worker.RecordActivityTask("second attempt", second);
        await worker.CompleteActivityAsync(second);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Cancelled_AfterItWasAskedTo(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run);
        await worker.PollActivityAsync();
        await run.RecordErrorAsync("cancelled unasked", () => CancelAsync(run));
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelActivity(5));
        run.Record("heartbeat answer", await HeartbeatAsync(run));
        await CancelAsync(run);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BeforeItsStart_OnlyCompletionIsTaken(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run);
        await run.RecordErrorAsync("heartbeat", () => HeartbeatAsync(run));
        await run.RecordErrorAsync("failure", () => FailAsync(run));
        await run.RecordErrorAsync("cancellation", () => CancelAsync(run));
        await CompleteAsync(run);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BadRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run);
        await worker.PollActivityAsync();
        await run.RecordErrorAsync("no workflow id", () => CompleteAsync(run, r => r.WorkflowId = ""));
        await run.RecordErrorAsync("no activity id", () => CompleteAsync(run, r => r.ActivityId = ""));
        await run.RecordErrorAsync("unknown activity", () => CompleteAsync(run, r => r.ActivityId = "another"));
        await run.RecordErrorAsync("unknown workflow", () => CompleteAsync(run, r => r.WorkflowId = run.Id("another")));
        await run.RecordErrorAsync("bad run", () => CompleteAsync(run, r => r.RunId = "no uuid"));
        await run.RecordErrorAsync("unknown run", () => CompleteAsync(run, r => r.RunId = "00000000-0000-4000-8000-000000000000"));
        await worker.TerminateAsync();
        await run.RecordErrorAsync("closed workflow", () => CompleteAsync(run));
        await run.RecordErrorAsync("heartbeat in a closed workflow", () => HeartbeatAsync(run));
    });

    private static Task CompleteAsync(ScenarioRun run, Action<RespondActivityTaskCompletedByIdRequest>? configure = null)
    {
        var request = new RespondActivityTaskCompletedByIdRequest
        {
            Namespace = run.Namespace,
            WorkflowId = run.Id("workflow"),
            ActivityId = "work",
            Result = Payloads.List("by id"),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure?.Invoke(request);
        return run.Service.RespondActivityTaskCompletedByIdAsync(request, ScenarioRun.Rpc());
    }

    private static Task<RecordActivityTaskHeartbeatByIdResponse> HeartbeatAsync(ScenarioRun run) => run.Service.RecordActivityTaskHeartbeatByIdAsync(
        new()
        {
            Namespace = run.Namespace,
            WorkflowId = run.Id("workflow"),
            ActivityId = "work",
            Details = Payloads.List("half"),
            Identity = ScenarioRun.ClientIdentity,
        },
        ScenarioRun.Rpc());

    private static Task FailAsync(ScenarioRun run) => run.Service.RespondActivityTaskFailedByIdAsync(
        new()
        {
            Namespace = run.Namespace,
            WorkflowId = run.Id("workflow"),
            ActivityId = "work",
            Failure = Failures.Application("by id"),
            Identity = ScenarioRun.ClientIdentity,
        },
        ScenarioRun.Rpc());

    private static Task CancelAsync(ScenarioRun run) => run.Service.RespondActivityTaskCanceledByIdAsync(
        new()
        {
            Namespace = run.Namespace,
            WorkflowId = run.Id("workflow"),
            ActivityId = "work",
            Details = Payloads.List("stopped"),
            Identity = ScenarioRun.ClientIdentity,
        },
        ScenarioRun.Rpc());
}
