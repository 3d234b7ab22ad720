using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>The server's HTTP API: paths, payloads in their short and full forms, and errors.</summary>
public sealed class HttpScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private static readonly HttpMethod Get = HttpMethod.Get;
    private static readonly HttpMethod Post = HttpMethod.Post;

    [Theory, Scenario]
    public Task Start_TakesPayloadsAsPlainJson(Reference reference) => CompareAsync(reference, async run =>
    {
        await run.RecordHttpAsync("start", Post, $"workflows/{run.PathId("workflow")}", $$$"""
            {
              "workflowType": {"name": "T"}, "taskQueue": {"name": "{{{run.TaskQueue}}}"}, "identity": "client", "workflow_task_timeout": "7s",
              "input": [1, "text", {"a": [true, null]}, null, {"metadata": {"encoding": "YmluYXJ5L3BsYWlu"}, "data": "AQI="}, {"_protoMessageType": "pkg.M", "a": 1}],
              "memo": {"fields": {"note": "kept"}},
              "searchAttributes": {"indexedFields": {"ConformanceKeyword": "found"}},
              "header": {"fields": {"trace": {"id": 7} } }
            }
            """);
        var history = $"workflows/{run.PathId("workflow")}/history";
        await run.RecordHttpAsync("history", Get, history);
        await run.RecordHttpAsync("history, pretty", Get, $"{history}?pretty");
        await run.RecordHttpAsync("history with full payloads", Get, $"{history}?noPayloadShorthand");
        await run.RecordHttpAsync("history with full payloads, by type", Get, history, accept: "application/json+no-payload-shorthand");
        await run.RecordHttpAsync("described", Get, $"workflows/{run.PathId("workflow")}");
        await run.RecordHttpAsync("without api/v1", Get, $"/namespaces/{run.Namespace}/workflows/{run.PathId("workflow")}/history?history_event_filter_type=2");
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Messages_ReachTheWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var workflow = $"workflows/{run.PathId("workflow")}";
        await run.RecordHttpAsync("signal with start", Post, $"{workflow}/signal-with-start/go", $$$"""
            {"workflowType": {"name": "T"}, "taskQueue": {"name": "{{{run.TaskQueue}}}"}, "signalInput": ["first"], "input": ["start"]}
            """);
        await run.RecordHttpAsync("signal", Post, $"{workflow}/signal/again", """{"input": [{"n": 2}], "identity": "client"}""");
        await run.RecordHttpAsync("signal without a body", Post, $"{workflow}/signal/bare");
        await run.RecordHttpAsync("cancel", Post, $"{workflow}/cancel", """{"reason": "enough", "identity": "client"}""");
        await run.RecordHttpAsync("terminate", Post, $"{workflow}/terminate", """{"reason": "now", "details": ["why", 1], "identity": "client"}""");
        await run.RecordHttpAsync("terminate again", Post, $"{workflow}/terminate");
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Activity_IsCompletedById(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        await worker.PollActivityAsync();
        var activity = $"workflows/{run.PathId("workflow")}/activities/work";
        await run.RecordHttpAsync("heartbeat", Post, $"{activity}/heartbeat", """{"details": [{"done": 1}]}""");
        await run.RecordHttpAsync("complete", Post, $"{activity}/complete", """{"result": ["done"], "identity": "client"}""");
        await run.RecordHttpAsync("complete again", Post, $"{activity}/complete", """{"result": ["done"]}""");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Lists_TakeQueryAndPage(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("one");
        await worker.StartAsync("two");
        var query = Uri.EscapeDataString($"TaskQueue = '{run.TaskQueue}'");
        while ((await run.Client.CountWorkflowsAsync($"TaskQueue = '{run.TaskQueue}'")).Count < 2)
        {
            await Task.Delay(50);
        }

        await run.RecordHttpAsync("count", Get, $"workflow-count?query={query}");
        await run.RecordHttpAsync("count by status", Get, $"workflow-count?query={query}%20GROUP%20BY%20ExecutionStatus");
        await run.RecordHttpAsync("nothing", Get, $"workflows?query={Uri.EscapeDataString($"TaskQueue = '{run.Id("none")}'")}");
        await run.RecordHttpAsync("one", Get, $"workflows?query={Uri.EscapeDataString($"WorkflowId = '{run.Id("one")}'")}&pageSize=10&bogus=1");
    });

    [Theory, Scenario]
    public Task Errors_CarryCodeMessageAndDetails(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var workflow = $"workflows/{run.PathId("workflow")}";
        var start = $$$"""{"workflowType": {"name": "T"}, "taskQueue": {"name": "{{{run.TaskQueue}}}"}}""";
        await run.RecordHttpAsync("already started", Post, workflow, start);
        await run.RecordHttpAsync("no type", Post, $"workflows/{run.PathId("other")}", "{}");
        await run.RecordHttpAsync("no body", Post, $"workflows/{run.PathId("other")}");
        await run.RecordHttpAsync("no workflow", Get, $"workflows/{run.PathId("none")}");
        await run.RecordHttpAsync("no run", Get, $"{workflow}?execution.runId=6b9e0c5e-0000-4000-8000-000000000000");
        await run.RecordHttpAsync("no run id", Get, $"{workflow}?execution.run_id=7");
        await run.RecordHttpAsync("no namespace", Get, "/api/v1/namespaces/none/workflows");
        await run.RecordHttpAsync("no query", Get, "workflows?query=Bad%20(");
        await run.RecordHttpAsync("no path", Get, "/api/v1/nothing");
        await run.RecordHttpAsync("no such verb", HttpMethod.Put, workflow);
    });
}
