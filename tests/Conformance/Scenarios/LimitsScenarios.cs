using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class LimitsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>More than the 2 MiB that one payload may have.</summary>
    private static readonly string Oversized = new('x', (2 << 20) + 1000);

    [Theory, Scenario]
    public Task OversizedActivityInput_TerminatesTheWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, ScheduleActivity("work", run.TaskQueue, a => a.Input = Payloads.List(Oversized))));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedResult_TerminatesTheWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow(Oversized)));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedStartInput_IsInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorAsync("start", () => worker.StartAsync(configure: r => r.Input = Payloads.List(Oversized)));
        await worker.StartAsync();
        await run.RecordErrorAsync("signal", () => worker.SignalAsync("big", Oversized));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedActivityResult_FailsTheActivity(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteActivityAsync(task, Oversized));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TooManyBufferedEvents_TakeTheTaskAway(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);

        // So many signals take their time on a loaded machine, in which the task must not time out.
        await worker.StartAsync(configure: r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(60));
        var task = await worker.PollAsync();
        for (var n = 1; n <= 102; n++)
        {
            await worker.SignalAsync("many", n);
        }

        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow()));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedHeartbeat_FailsTheActivity(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue), ScheduleActivity("by id", run.Id("other queue")));
        var task = await worker.PollActivityAsync();
        run.Record("heartbeat", await worker.HeartbeatAsync(task, Oversized));
        await new HandDrivenWorker(run, run.Id("other queue")).PollActivityAsync();
        run.Record("heartbeat by id", await run.Service.RecordActivityTaskHeartbeatByIdAsync(
            new() { Namespace = run.Namespace, WorkflowId = run.Id("workflow"), ActivityId = "by id", Details = Payloads.List(Oversized), Identity = ScenarioRun.WorkerIdentity },
            ScenarioRun.Rpc()));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedLastHeartbeat_OfAFailure(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(36_000) }));
        var task = await worker.PollActivityAsync();
        run.Record("failure", await FailAsync(run, task, Failures.Application("broken"), Oversized));
        var pending = (await run.DescribeAsync(run.Id("workflow"))).PendingActivities.Single();
        run.Record("kept", $"attempt {pending.Attempt}, details of {pending.HeartbeatDetails?.CalculateSize() ?? 0} bytes, failure {pending.LastFailure.Message}");
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedFailure_OfAnActivity_IsNotRetried(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(36_000) }));
        var task = await worker.PollActivityAsync();
        await run.RecordErrorAsync("of the server's kind", () => FailAsync(run, task, new() { Message = "no", ServerFailureInfo = new() }, null));
        var reply = await FailAsync(run, task, Failures.Application(Oversized), null);
        run.Record("told", string.Join("; ", reply.Failures.Select(Sizes)));
        await worker.StepAsync(CompleteWorkflow());
        var failed = (await run.HistoryAsync(run.Id("workflow"))).Single(e => e.ActivityTaskFailedEventAttributes is not null).ActivityTaskFailedEventAttributes;
        run.Record("in history", $"{Sizes(failed.Failure)}, {failed.RetryState}");
    });

    /// <summary>No part of it is too large; together they are more than the 4 MiB of a message.</summary>
    [Theory, Scenario]
    public Task OversizedMessages_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var large = new string('x', 3 << 19);
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("answer", () => worker.CompleteAsync(task, Enumerable.Range(0, 3).Select(n => ScheduleActivity($"work {n}", run.TaskQueue, a => a.Input = Payloads.List(large))).ToArray()));
        await run.RecordErrorAsync("start", () => worker.StartAsync("other", r =>
        {
            r.Input = Payloads.List(large);
            r.Memo = new() { Fields = { ["m"] = Payloads.Of(large) } };
            r.Header = new() { Fields = { ["h"] = Payloads.Of(large) } };
        }));
        await worker.CompleteAsync(task, Enumerable.Range(0, 2).Select(n => ScheduleActivity($"work {n}", run.TaskQueue, a => a.Input = Payloads.List(large))).ToArray());
        await worker.SignalAsync("large", large);
        await worker.SignalAsync("larger", large);
        var next = await worker.PollAsync();
        run.Record("next task", $"{next.History.Events.Count} events and {(next.NextPageToken.IsEmpty ? "no " : "")}more");
        await worker.CompleteAsync(next, CompleteWorkflow());
        run.Record("history", string.Join(", ", (await run.HistoryAsync(run.Id("workflow"))).Select(e => e.EventType)));
    });

    private static async Task<Temporalio.Api.WorkflowService.V1.RespondActivityTaskFailedResponse> FailAsync(
        ScenarioRun run, Temporalio.Api.WorkflowService.V1.PollActivityTaskQueueResponse task, Temporalio.Api.Failure.V1.Failure failure, string? lastHeartbeat) =>
        await run.Service.RespondActivityTaskFailedAsync(
            new()
            {
                Namespace = run.Namespace,
                TaskToken = task.TaskToken,
                Identity = ScenarioRun.WorkerIdentity,
                Failure = failure,
                LastHeartbeatDetails = lastHeartbeat is null ? null : Payloads.List(lastHeartbeat),
            },
            ScenarioRun.Rpc());

    /// <summary>What is left of a failure, by the bytes of its parts.</summary>
    private static string Sizes(Temporalio.Api.Failure.V1.Failure failure)
    {
        var kind = failure.ApplicationFailureInfo is { } info ? $"Application of {info.Type.Length}{(info.NonRetryable ? ", not retryable" : "")}, {(info.Details is null ? "no " : "")}details"
            : failure.ServerFailureInfo is { } server ? $"Server{(failure.Message.Length < 50 ? $" '{failure.Message}'" : "")}{(server.NonRetryable ? ", not retryable" : "")}"
            : $"{failure.FailureInfoCase}";
        return $"{kind}: message {Bytes(failure.Message)}, source {Bytes(failure.Source)}, stack {Bytes(failure.StackTrace)}"
            + (failure.Cause is null ? "" : $" <- {Sizes(failure.Cause)}");
    }

    private static int Bytes(string text) => System.Text.Encoding.UTF8.GetByteCount(text);

    /// <summary>What a retry keeps of a failure is little: it is part of the state that is written again and again.</summary>
    [Theory, Scenario]
    public Task LargeFailure_IsCutForTheRetry(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        foreach (var (name, failure) in new[]
        {
            ("message", Failures.Application(new string('m', 30_000))),
            ("as much as there may be", Failures.Application(new string('m', 4_070))),
            ("one more", Failures.Application(new string('m', 4_071))),
            ("no source", new() { Message = new string('m', 30_000), ApplicationFailureInfo = new() { Type = "Broken" } }),
            ("no type", new() { Message = new string('m', 30_000), Source = "conformance", ApplicationFailureInfo = new() }),
            ("kind only", new() { Message = new string('m', 30_000), ApplicationFailureInfo = new() }),
            ("long type", Failures.Application(new string('m', 30_000), new string('T', 300))),
            ("longest type", Failures.Application("short", new string('T', 5_000))),
            ("long source", new() { Message = "short", Source = new string('S', 5_000), ApplicationFailureInfo = new() }),
            ("details", new() { Message = "short", ApplicationFailureInfo = new() { Type = "Broken", Details = Payloads.List(new string('x', 5_000)) } }),
            ("timeout as cause", WithCause(Failures.Application("outer"), new() { Message = new string('m', 30_000), TimeoutFailureInfo = new() { TimeoutType = Temporalio.Api.Enums.V1.TimeoutType.StartToClose } })),
            ("server as cause", WithCause(Failures.Application("outer"), new() { Message = new string('m', 30_000), ServerFailureInfo = new() { NonRetryable = true } })),
            ("three causes", WithCause(Failures.Application(new string('a', 2_000)), WithCause(Failures.Application(new string('x', 1_900)), WithCause(Failures.Application(new string('y', 500)), Failures.Application(new string('z', 500)))))),
            ("two bytes each", Failures.Application(new string('é', 3_000))),
            ("stack", WithStack(Failures.Application("short"), 30_000)),
            ("cause", WithCause(WithStack(Failures.Application(new string('m', 1_000)), 1_500), WithStack(Failures.Application(new string('x', 1_000)), 3_000))),
            ("not retryable cause", WithCause(Failures.Application("outer", "Outer"), Failures.Application(new string('x', 9_000), "Inner", nonRetryable: true))),
        })
        {
            await worker.StartAsync(name);
            await worker.StepAsync(ScheduleActivity(name, run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(36_000) }));
            await worker.FailActivityAsync(await worker.PollActivityAsync(), failure);
            run.Record(name, Sizes((await run.DescribeAsync(run.Id(name))).PendingActivities.Single().LastFailure));
            await worker.TerminateAsync(name);
        }

        static Temporalio.Api.Failure.V1.Failure WithStack(Temporalio.Api.Failure.V1.Failure failure, int length)
        {
            failure.StackTrace = new string('s', length);
            return failure;
        }

        static Temporalio.Api.Failure.V1.Failure WithCause(Temporalio.Api.Failure.V1.Failure failure, Temporalio.Api.Failure.V1.Failure cause)
        {
            failure.Cause = cause;
            return failure;
        }
    });
}
