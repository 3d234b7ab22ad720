using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>One operation on many workflows: what it does to each, and what is told of it.</summary>
public sealed class BatchesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private static readonly string[] Two = ["first", "second"];

    [Theory, Scenario]
    public Task Terminate_ByQuery(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartAsync(run, Two);
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("other");
        await VisibleAsync(run, [.. Two, "other"]);
        var batch = new DrivenBatch(run);
        await batch.StartAsync(request =>
        {
            request.VisibilityQuery = QueryFor(run, Two);
            request.TerminationOperation = new() { Identity = ScenarioRun.ClientIdentity };
        });
        run.Record("description", await batch.EndAsync());
        await RecordHistoriesAsync(run, [.. Two, "other"], static e => e.WorkflowExecutionTerminatedEventAttributes?.Identity = "");
    });

    [Theory, Scenario]
    public Task Cancel_ByExecutions(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartAsync(run, Two);
        var batch = new DrivenBatch(run);
        await batch.RunAsync([.. Two, "nobody"], request => request.CancellationOperation = new() { Identity = ScenarioRun.ClientIdentity });
        run.Record("description", await batch.DescribeAsync());
        await RecordHistoriesAsync(run, Two, static e => e.WorkflowExecutionCancelRequestedEventAttributes?.Identity = "");
    });

    [Theory, Scenario]
    public Task Signal_ByTargetExecutions(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartAsync(run, Two);
        var batch = new DrivenBatch(run);
        await batch.StartAsync(request =>
        {
            request.TargetExecutions.Add(Two.Select(name => new Temporalio.Api.Common.V1.Execution { Type = ExecutionType.Workflow, BusinessId = run.Id(name) }));
            request.SignalOperation = new() { Signal = "news", Input = Payloads.List("of all"), Identity = ScenarioRun.ClientIdentity };
        });
        run.Record("description", await batch.EndAsync());
        await RecordHistoriesAsync(run, Two);
    });

    [Theory, Scenario]
    public Task Delete_ByQuery_TakesClosedOnesToo(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartAsync(run, Two);
        await new HandDrivenWorker(run).TerminateAsync("first");
        await VisibleAsync(run, ["second"]);
        await VisibleAsync(run, ["first"], " AND ExecutionStatus = 'Terminated'");
        var batch = new DrivenBatch(run);
        await batch.StartAsync(request =>
        {
            request.VisibilityQuery = QueryFor(run, Two);
            request.DeletionOperation = new() { Identity = ScenarioRun.ClientIdentity };
        });
        run.Record("description", await batch.EndAsync());
        foreach (var name in Two)
        {
            while (await IsThereAsync(run, name))
            {
                await Task.Delay(100);
            }
        }
    });

    [Theory, Scenario]
    public Task Reset_ToTheFirstTask(Reference reference) => ResetAsync(reference, options => options.FirstWorkflowTask = new());

    [Theory, Scenario]
    public Task Reset_ToTheLastTask(Reference reference) => ResetAsync(reference, options => options.LastWorkflowTask = new());

    [Theory, Scenario]
    public Task Reset_ToATaskThatIsNone_Fails(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartAsync(run, Two);
        var batch = new DrivenBatch(run);
        await batch.RunAsync(Two, request => request.ResetOperation = new() { Options = new() { WorkflowTaskId = 99 } });
        run.Record("description", await batch.DescribeAsync());
    });

    [Theory, Scenario]
    public Task UpdateOptions(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartAsync(run, Two);
        var batch = new DrivenBatch(run);
        await batch.RunAsync(Two, request => request.UpdateWorkflowOptionsOperation = new()
        {
            Identity = ScenarioRun.ClientIdentity,
            WorkflowExecutionOptions = new() { Priority = new() { PriorityKey = 2 } },
            UpdateMask = Google.Protobuf.WellKnownTypes.FieldMask.FromString("priority"),
        });
        run.Record("description", await batch.DescribeAsync());
        await RecordHistoriesAsync(run, Two);
    });

    [Theory, Scenario]
    public Task UnpauseActivities_OfAType(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartWithActivityAsync(run);
        await PauseAsync(run);
        while ((await run.Service.CountWorkflowExecutionsAsync(new()
        {
            Namespace = run.Namespace, Query = $"TemporalPauseInfo = 'property:activityType=Activity' AND WorkflowId = '{run.Id("workflow")}'",
        })).Count == 0)
        {
            await Task.Delay(100);
        }

        var batch = new DrivenBatch(run);
        await batch.RunAsync(["workflow"], request => request.UnpauseActivitiesOperation = new() { Type = "Activity", Identity = ScenarioRun.ClientIdentity });
        run.Record("description", await batch.DescribeAsync());
        run.Record("workflow", (await run.DescribeAsync(run.Id("workflow"))).PendingActivities.Single());
    });

    [Theory, Scenario]
    public Task ResetActivities_OfAll(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartWithActivityAsync(run);
        await PauseAsync(run);
        var batch = new DrivenBatch(run);
        await batch.RunAsync(["workflow"], request => request.ResetActivitiesOperation = new() { MatchAll = true, KeepPaused = true, Identity = ScenarioRun.ClientIdentity });
        run.Record("description", await batch.DescribeAsync());
        run.Record("workflow", (await run.DescribeAsync(run.Id("workflow"))).PendingActivities.Single());
    });

    [Theory, Scenario]
    public Task UpdateActivityOptions_OfAType(Reference reference) => CompareAsync(reference, async run =>
    {
        await StartWithActivityAsync(run);
        var batch = new DrivenBatch(run);
        await batch.RunAsync(["workflow"], request => request.UpdateActivityOptionsOperation = new()
        {
            Type = "Activity",
            Identity = ScenarioRun.ClientIdentity,
            ActivityOptions = new() { StartToCloseTimeout = HandDrivenWorker.Seconds(77) },
            UpdateMask = Google.Protobuf.WellKnownTypes.FieldMask.FromString("start_to_close_timeout"),
        });
        run.Record("description", await batch.DescribeAsync());
        run.Record("workflow", (await run.DescribeAsync(run.Id("workflow"))).PendingActivities.Single());
    });

    [Theory, Scenario]
    public Task Stopped_IsFailed(Reference reference) => CompareAsync(reference, async run =>
    {
        var batch = new DrivenBatch(run);
        await batch.StartAsync(request =>
        {
            // More than a batch takes in the time until it is stopped.
            batch.Name(request, Enumerable.Range(1, 200).Select(static i => $"nobody {i}"));
            request.SignalOperation = new() { Signal = "news", Identity = ScenarioRun.ClientIdentity };
        });
        await run.RecordErrorAsync("started again", () => batch.StartAsync(request =>
        {
            request.VisibilityQuery = "WorkflowId = 'nobody'";
            request.TerminationOperation = new();
        }));
        await batch.StopAsync();
        run.Record("description", await batch.DescribeAsync());
        await run.RecordErrorAsync("stopped again", () => batch.StopAsync());
        await run.RecordErrorAsync("started once more", () => batch.StartAsync(request =>
        {
            request.VisibilityQuery = "WorkflowId = 'nobody'";
            request.TerminationOperation = new();
        }));
    });

    [Theory, Scenario]
    public Task OfNothing_Completes_AndIsListed(Reference reference) => CompareAsync(reference, async run =>
    {
        var batch = new DrivenBatch(run);
        await batch.StartAsync(request =>
        {
            request.VisibilityQuery = $"WorkflowId = '{run.Id("nobody")}'";
            request.TerminationOperation = new() { Identity = ScenarioRun.ClientIdentity };
        });
        run.Record("description", await batch.EndAsync());
        BatchOperationInfo? entry = null;
        while (entry is not { State: BatchOperationState.Completed })
        {
            var list = await run.Service.ListBatchOperationsAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc());
            entry = list.OperationInfo.SingleOrDefault(info => info.JobId == batch.JobId);
        }

        run.Record("entry", entry);
    });

    [Theory, Scenario]
    public Task ByAQueryOfAnUnknownAttribute_Fails(Reference reference) => CompareAsync(reference, async run =>
    {
        var batch = new DrivenBatch(run);
        await batch.StartAsync(request =>
        {
            request.VisibilityQuery = "NoSuchAttribute = 'x'";
            request.TerminationOperation = new();
        });
        run.Record("description", await batch.EndAsync());
    });

    [Theory, Scenario]
    public Task BadRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        await RefusedAsync("no operation", r => r.ClearOperation());
        await RefusedAsync("no reason", r => r.Reason = "");
        await RefusedAsync("no job id", r => r.JobId = "");
        await RefusedAsync("no target", r => r.VisibilityQuery = "");
        await RefusedAsync("two targets", r => new DrivenBatch(run).Name(r, ["workflow"]));
        await RefusedAsync("malformed query", r => r.VisibilityQuery = "WorkflowId =");
        await RefusedAsync("empty brackets", r => r.VisibilityQuery = "()");
        await RefusedAsync("no signal", r => r.SignalOperation = new());
        await RefusedAsync("no options", r => r.UpdateWorkflowOptionsOperation = new());
        await RefusedAsync("no mask", r => r.UpdateWorkflowOptionsOperation = new() { WorkflowExecutionOptions = new() });
        await RefusedAsync("no reset type", r => r.ResetOperation = new());
        await RefusedAsync("no reset target", r => r.ResetOperation = new() { Options = new() });
        await RefusedAsync("no activity to unpause", r => r.UnpauseActivitiesOperation = new());
        await RefusedAsync("no type to unpause", r => r.UnpauseActivitiesOperation = new() { Type = "" });
        await RefusedAsync("not all to unpause", r => r.UnpauseActivitiesOperation = new() { MatchAll = false });
        await RefusedAsync("no activity to reset", r => r.ResetActivitiesOperation = new());
        await RefusedAsync("no type to reset", r => r.ResetActivitiesOperation = new() { Type = "" });
        await RefusedAsync("not all to reset", r => r.ResetActivitiesOperation = new() { MatchAll = false });
        await RefusedAsync("no activity options", r => r.UpdateActivityOptionsOperation = new() { MatchAll = true });
        await RefusedAsync("options and original", r => r.UpdateActivityOptionsOperation = new() { MatchAll = true, ActivityOptions = new(), RestoreOriginal = true });
        await RefusedAsync("no type to update", r => r.UpdateActivityOptionsOperation = new() { Type = "", RestoreOriginal = true });
        await RefusedAsync("a target of another kind", r =>
        {
            r.VisibilityQuery = "";
            r.TargetExecutions.Add(new Temporalio.Api.Common.V1.Execution { Type = ExecutionType.Activity, BusinessId = "activity" });
        });
        var batch = new DrivenBatch(run);
        await run.RecordErrorAsync("unknown job described", () => batch.DescribeAsync());
        await run.RecordErrorAsync("unknown job stopped", () => batch.StopAsync());
        await run.RecordErrorAsync("stopped without reason", () => batch.StopAsync(""));

        Task RefusedAsync(string name, Action<StartBatchOperationRequest> spoil) => run.RecordErrorAsync(name, () => new DrivenBatch(run).StartAsync(request =>
        {
            request.VisibilityQuery = "WorkflowId = 'nobody'";
            request.TerminationOperation = new();
            spoil(request);
        }));
    });

    private Task ResetAsync(
        Reference reference, Action<Temporalio.Api.Common.V1.ResetOptions> target, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        CompareAsync(
            reference,
            async run =>
            {
                var worker = new HandDrivenWorker(run);
                await worker.StartAsync();
                await worker.StepAsync(StartTimer("long", 3600));
                await worker.SignalAsync("go on");
                await worker.StepAsync(CompleteWorkflow());
                var options = new Temporalio.Api.Common.V1.ResetOptions();
                target(options);
                var batch = new DrivenBatch(run);
                await batch.RunAsync(["workflow"], request => request.ResetOperation = new() { Options = options, Identity = ScenarioRun.ClientIdentity });
                run.Record("description", await batch.DescribeAsync());
                await run.RecordHistoryAsync();
            },
            method);

    private static async Task StartAsync(ScenarioRun run, string[] names)
    {
        var worker = new HandDrivenWorker(run);
        foreach (var name in names)
        {
            await worker.StartAsync(name);
            await worker.StepAsync();
        }
    }

    private static async Task StartWithActivityAsync(ScenarioRun run)
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("activity", run.Id("another queue"), a => a.StartToCloseTimeout = HandDrivenWorker.Seconds(600)));
    }

    private static Task PauseAsync(ScenarioRun run) => run.Service.PauseActivityAsync(
        new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")), Id = "activity", Identity = ScenarioRun.ClientIdentity }, ScenarioRun.Rpc());

    private static string QueryFor(ScenarioRun run, string[] names) => $"WorkflowId IN ({string.Join(", ", names.Select(name => $"'{run.Id(name)}'"))})";

    /// <summary>On Temporal lists show a workflow a while after its start.</summary>
    private static async Task VisibleAsync(ScenarioRun run, string[] names, string condition = " AND ExecutionStatus = 'Running'")
    {
        while ((await run.Service.CountWorkflowExecutionsAsync(
            new() { Namespace = run.Namespace, Query = QueryFor(run, names) + condition }, ScenarioRun.Rpc())).Count < names.Length)
        {
            await Task.Delay(100);
        }
    }

    private static async Task<bool> IsThereAsync(ScenarioRun run, string name)
    {
        try
        {
            await run.DescribeAsync(run.Id(name));
            return true;
        }
        catch (Temporalio.Exceptions.RpcException e) when (e.Code == Temporalio.Exceptions.RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <param name="forget">Takes out who did it: the real server signs as its own process where the engine names who asked.</param>
    private static async Task RecordHistoriesAsync(ScenarioRun run, string[] names, Action<HistoryEvent>? forget = null)
    {
        foreach (var name in names)
        {
            var events = await run.HistoryAsync(run.Id(name));
            events.ToList().ForEach(forget ?? (static _ => { }));
            run.RecordEvents($"history {name}", events);
        }
    }
}
