using Google.Protobuf;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;
using Payload = Temporalio.Api.Common.V1.Payload;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class AttributesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Memo_IsKeptAndModified(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.Memo = new() { Fields = { ["kept"] = Payloads.Of(1), ["changed"] = Payloads.Of("old") } });
        await worker.StepAsync(ModifyMemo("changed", "new"), ModifyMemo("added", new { Value = 2 }));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await worker.SignalAsync("finish");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SearchAttributes_AreKeptAndUpserted(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.SearchAttributes = new()
        {
            IndexedFields = { ["ConformanceKeyword"] = Typed("old", "Keyword"), ["ConformanceInt"] = Payloads.Of(7) },
        });
        await worker.StepAsync(UpsertSearchAttributes("ConformanceKeyword", Typed("new", "Keyword")));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await worker.SignalAsync("finish");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SearchAttributes_Unknown_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorAsync("start", () => worker.StartAsync(configure: r => r.SearchAttributes = new() { IndexedFields = { ["Nowhere"] = Payloads.Of(1) } }));
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("upsert", () => worker.CompleteAsync(task, UpsertSearchAttributes("Nowhere", Payloads.Of(1))));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SearchAttributes_CarriedByContinueAsNew(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.SearchAttributes = new() { IndexedFields = { ["ConformanceInt"] = Typed(7, "Int") } });
        await OutliveTheMinimumAsync();
        await worker.StepAsync(ContinueAsNew(run.TaskQueue, c => c.SearchAttributes = new() { IndexedFields = { ["ConformanceInt"] = Typed(8, "Int") } }));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordChainAsync("workflow", first);
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
    });

    [Theory, Scenario]
    public Task UserMetadata_IsKeptOnStartAndCommands(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.UserMetadata = new() { Summary = Payloads.Of("what it is"), Details = Payloads.Of("at length") });
        await worker.StepAsync(
            StartTimer("long", 3600).WithSummary("a wait"),
            ScheduleActivity("work", run.TaskQueue).WithSummary("some work"),
            StartChild(run.Id("child"), run.Id("child queue")).WithSummary("a child"),
            RecordMarker("Note", 1).WithSummary("a note"));
        run.Record("execution config", (await run.DescribeAsync(run.Id("workflow"))).ExecutionConfig);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task StartOptions_AreDescribed(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r =>
        {
            r.WorkflowExecutionTimeout = HandDrivenWorker.Seconds(300);
            r.WorkflowRunTimeout = HandDrivenWorker.Seconds(200);
            r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(20);
            r.RetryPolicy = new() { MaximumAttempts = 3 };
            r.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } };
            r.Priority = new() { PriorityKey = 2 };
        });
        run.Record("before its first task", await run.DescribeAsync(run.Id("workflow")));
        var task = await worker.PollAsync();
        run.Record("with a task running", await run.DescribeAsync(run.Id("workflow")));
        await worker.CompleteAsync(task, StartTimer("long", 3600));
        run.Record("waiting", await run.DescribeAsync(run.Id("workflow")));
        await worker.TerminateAsync();
        run.Record("terminated", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Marker_KeepsDetailsHeaderAndFailure(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var marker = RecordMarker("SideEffect", new { Seed = 42 });
        marker.RecordMarkerCommandAttributes.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } };
        marker.RecordMarkerCommandAttributes.Failure = Failures.Application("kept");
        await worker.StepAsync(marker, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    private static Payload Typed(object value, string type)
    {
        var payload = Payloads.Of(value);
        payload.Metadata["type"] = ByteString.CopyFromUtf8(type);
        return payload;
    }
}
