using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What operators set of task queues.</summary>
public sealed class TaskQueuesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task RateLimit_IsSetDescribedAndUnset(Reference reference) => CompareAsync(reference, async run =>
    {
        run.Record("set", await UpdateAsync(run, r => r.UpdateQueueRateLimit = new() { RateLimit = new() { RequestsPerSecond = 7 }, Reason = "spare the database" }));
        run.Record("described", (await DescribeAsync(run)).Config);
        run.Record("weights", await UpdateAsync(run, r => r.SetFairnessWeightOverrides.Add("tenant", 2.5f)));
        run.Record("unset", await UpdateAsync(run, r =>
        {
            r.UpdateQueueRateLimit = new() { Reason = "enough" };
            r.UnsetFairnessWeightOverrides.Add("tenant");
        }));
        run.Record("described again", (await DescribeAsync(run)).Config);
    });

    [Theory, Scenario]
    public Task WorkflowQueues_AreNotLimited(Reference reference) => CompareAsync(reference, async run =>
    {
        await run.RecordErrorAsync("workflow queue", () => UpdateAsync(run, r =>
            (r.TaskQueueType, r.UpdateQueueRateLimit) = (TaskQueueType.Workflow, new() { RateLimit = new() { RequestsPerSecond = 7 } })));
        await run.RecordErrorAsync("unknown namespace", () => UpdateAsync(run, r => r.Namespace = "unknown"));
    });

    private static async Task<UpdateTaskQueueConfigResponse> UpdateAsync(ScenarioRun run, Action<UpdateTaskQueueConfigRequest> configure)
    {
        var request = new UpdateTaskQueueConfigRequest
        {
            Namespace = run.Namespace,
            Identity = ScenarioRun.ClientIdentity,
            TaskQueue = run.TaskQueue,
            TaskQueueType = TaskQueueType.Activity,
        };
        configure(request);
        return await run.Service.UpdateTaskQueueConfigAsync(request, ScenarioRun.Rpc());
    }

    private static Task<DescribeTaskQueueResponse> DescribeAsync(ScenarioRun run) => run.Service.DescribeTaskQueueAsync(
        new() { Namespace = run.Namespace, TaskQueue = new() { Name = run.TaskQueue }, TaskQueueType = TaskQueueType.Activity, ReportConfig = true },
        ScenarioRun.Rpc());

#pragma warning disable CS0612 // Deprecated by Temporal, and still what its command line asks for.
    /// <summary>What <c>temporal task-queue describe</c> asks for.</summary>
    [Theory, Scenario]
    public Task Described_InEnhancedMode(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("first");
        await worker.StartAsync("second");
        await RecordEnhancedAsync(run, "two tasks wait", count: 2);
        var task = await worker.PollAsync();
        await worker.CompleteAsync(task, ScheduleActivity("work", run.TaskQueue));
        await RecordEnhancedAsync(run, "one of each waits", count: 1);
        await RecordEnhancedAsync(run, "workflows only", count: 1, r => r.TaskQueueTypes.Add(TaskQueueType.Workflow));
        await RecordEnhancedAsync(run, "reachability", count: 1, r => r.ReportTaskReachability = true);
        await run.RecordErrorOrAnswerAsync("without types", () => run.Service.DescribeTaskQueueAsync(
            new() { Namespace = run.Namespace, TaskQueue = new() { Name = run.TaskQueue }, ApiMode = DescribeTaskQueueMode.Enhanced }, ScenarioRun.Rpc()));
        await run.RecordErrorOrAnswerAsync("sticky", () => run.Service.DescribeTaskQueueAsync(
            new() { Namespace = run.Namespace, TaskQueue = worker.StickyQueue("sticky"), ApiMode = DescribeTaskQueueMode.Enhanced }, ScenarioRun.Rpc()));
        await worker.TerminateAsync("first");
        await worker.TerminateAsync("second");
    });

    [Theory, Scenario]
    public Task Described_InEnhancedMode_OfChosenVersions(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("first");
        await worker.StartAsync("second");
        await worker.PollAsync();
        foreach (var (name, selection) in new (string, Temporalio.Api.TaskQueue.V1.TaskQueueVersionSelection)[]
        {
            ("without a build id", new() { Unversioned = true }),
            ("a build id", new() { BuildIds = { "release-1" } }),
            ("two build ids and none", new() { BuildIds = { "release-1", "release-2" }, Unversioned = true }),
            ("those that are active", new() { AllActive = true }),
            ("no selection", new()),
        })
        {
            await RecordEnhancedAsync(run, name, count: selection.Unversioned ? 1 : 0, r => (r.Versions, r.ReportTaskReachability) = (selection, selection.BuildIds.Count == 0));
        }

        await worker.TerminateAsync("first");
        await worker.TerminateAsync("second");
    });

    /// <summary>Rates and ages are told of what they are: whether there are any.</summary>
    private static async Task RecordEnhancedAsync(ScenarioRun run, string document, int count, Action<DescribeTaskQueueRequest>? configure = null)
    {
        var request = new DescribeTaskQueueRequest
        {
            Namespace = run.Namespace,
            TaskQueue = new() { Name = run.TaskQueue },
            ApiMode = DescribeTaskQueueMode.Enhanced,
            ReportPollers = true,
            ReportStats = true,
        };
        configure?.Invoke(request);
        if (request.TaskQueueTypes.Count == 0)
        {
            request.TaskQueueTypes.Add([TaskQueueType.Workflow, TaskQueueType.Activity]);
        }

        while (true)
        {
            var described = await run.Service.DescribeTaskQueueAsync(request, ScenarioRun.Rpc());
            var types = described.VersionsInfo.Values.SelectMany(version => version.TypesInfo);
            if (count > 0 && types.FirstOrDefault(type => type.Key == (int)TaskQueueType.Workflow).Value?.Stats.ApproximateBacklogCount != count)
            {
                // The real server counts a little later.
                await Task.Delay(100);
                continue;
            }

            foreach (var (_, type) in types)
            {
                foreach (var poller in type.Pollers)
                {
                    poller.LastAccessTime = null;
                }

                if (type.Stats is { } stats)
                {
                    stats.ApproximateBacklogAge = stats.ApproximateBacklogAge is { } age && age.ToTimeSpan() > TimeSpan.Zero ? HandDrivenWorker.Seconds(1) : null;
                    (stats.TasksAddRate, stats.TasksDispatchRate) = (Math.Sign(stats.TasksAddRate), 0);
                }
            }

            run.Record(document, described);
            return;
        }
    }
#pragma warning restore CS0612
}
