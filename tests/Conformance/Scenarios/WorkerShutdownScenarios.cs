using System.Diagnostics;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Workers that say that they end.</summary>
public sealed class WorkerShutdownScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>Far from both: an answer at once, and one that waited for all of a poll's time.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(9);

    [Theory, Scenario]
    public Task PollsThatWait_EndEmpty_AndLaterOnesToo(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var polls = new[] { PollWorkflowAsync(run, worker, "ended"), PollActivityAsync(run, worker, "ended") };
        await WaitForPollersAsync(run, TaskQueueType.Workflow);
        await WaitForPollersAsync(run, TaskQueueType.Activity);
        await ShutDownAsync(run, "ended");
        run.Record("polls that waited", string.Join(", ", await Task.WhenAll(polls)));

        await worker.StartAsync();
        run.Record("workflow poll after the end", await PollWorkflowAsync(run, worker, "ended"));
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        run.Record("activity poll after the end", await PollActivityAsync(run, worker, "ended"));
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        run.Record("workflow poll of another", await PollWorkflowAsync(run, worker, "another"));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    private static async Task<string> PollWorkflowAsync(ScenarioRun run, HandDrivenWorker worker, string instance)
    {
        var request = worker.PollRequest();
        request.WorkerInstanceKey = run.Id(instance);
        var watch = Stopwatch.StartNew();
        var task = await run.Service.PollWorkflowTaskQueueAsync(request, ScenarioRun.Rpc(30));
        return Told(task.TaskToken.IsEmpty, watch);
    }

    private static async Task<string> PollActivityAsync(ScenarioRun run, HandDrivenWorker worker, string instance)
    {
        var request = worker.PollActivityRequest();
        request.WorkerInstanceKey = run.Id(instance);
        var watch = Stopwatch.StartNew();
        var task = await run.Service.PollActivityTaskQueueAsync(request, ScenarioRun.Rpc(30));
        return Told(task.TaskToken.IsEmpty, watch);
    }

    private static string Told(bool isEmpty, Stopwatch watch) => $"{(isEmpty ? "nothing" : "a task")}{(watch.Elapsed < AtOnce ? "" : " after a long time")}";

    private static async Task WaitForPollersAsync(ScenarioRun run, TaskQueueType type)
    {
        while ((await run.Service.DescribeTaskQueueAsync(
            new() { Namespace = run.Namespace, TaskQueue = new() { Name = run.TaskQueue }, TaskQueueType = type }, ScenarioRun.Rpc())).Pollers.Count == 0)
        {
            await Task.Delay(50);
        }
    }

    private static Task ShutDownAsync(ScenarioRun run, string instance) => run.Service.ShutdownWorkerAsync(
        new()
        {
            Namespace = run.Namespace,
            Identity = ScenarioRun.WorkerIdentity,
            Reason = "it ends",
            WorkerInstanceKey = run.Id(instance),
            StickyTaskQueue = run.Id("sticky"),
            TaskQueue = run.TaskQueue,
            TaskQueueTypes = { TaskQueueType.Workflow, TaskQueueType.Activity },
        },
        ScenarioRun.Rpc());
}
