using Google.Protobuf;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class HistoryReadsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>Six batches in pages of four. (After a page that is full at the end the real server's database gives one empty page more.)</summary>
    [Theory, Scenario]
    public Task Pages_EndAtWholeBatches(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync([.. Enumerable.Range(1, 6).Select(n => RecordMarker($"Note{n}", n))]);
        await worker.SignalAsync("go");
        await worker.StepAsync(CompleteWorkflow());
        var request = Request(run);
        request.MaximumPageSize = 4;
        for (var page = 1; page == 1 || !request.NextPageToken.IsEmpty; page++)
        {
            request.NextPageToken = Recorded(run, $"page {page}", await run.Service.GetWorkflowExecutionHistoryAsync(request, ScenarioRun.Rpc()));
        }
    });

    [Theory, Scenario]
    public Task CloseEventOnly_OfAClosedWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow("done"));
        var request = Request(run);
        request.HistoryEventFilterType = HistoryEventFilterType.CloseEvent;
        Recorded(run, "without waiting", await run.Service.GetWorkflowExecutionHistoryAsync(request, ScenarioRun.Rpc()));
        request.WaitNewEvent = true;
        Recorded(run, "waiting", await run.Service.GetWorkflowExecutionHistoryAsync(request, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task CloseEventOnly_WaitsForTheEnd(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var request = Request(run);
        request.HistoryEventFilterType = HistoryEventFilterType.CloseEvent;
        request.WaitNewEvent = true;
        var reading = run.Service.GetWorkflowExecutionHistoryAsync(request, ScenarioRun.Rpc());
        await worker.StepAsync(CompleteWorkflow("done"));
        Recorded(run, "answer", await reading);
    });

    [Theory, Scenario]
    public Task WaitNewEvent_ReturnsWhatComes(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var request = Request(run);
        request.WaitNewEvent = true;
        request.NextPageToken = Recorded(run, "what is there", await run.Service.GetWorkflowExecutionHistoryAsync(request, ScenarioRun.Rpc()));
        var reading = run.Service.GetWorkflowExecutionHistoryAsync(request, ScenarioRun.Rpc());
        await worker.TerminateAsync();
        Recorded(run, "what comes", await reading);
    });

    [Theory, Scenario]
    public Task Reverse_StartsAtTheEnd(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(RecordMarker("Note", 1), CompleteWorkflow());
        var request = new GetWorkflowExecutionHistoryReverseRequest { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")) };
        var answer = await run.Service.GetWorkflowExecutionHistoryReverseAsync(request, ScenarioRun.Rpc());
        answer.NextPageToken = ByteString.Empty;
        run.Record("answer", answer);
    });

    private static GetWorkflowExecutionHistoryRequest Request(ScenarioRun run) =>
        new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")) };

    /// <summary>Records an answer without its token, and whether it had one.</summary>
    private static ByteString Recorded(ScenarioRun run, string name, GetWorkflowExecutionHistoryResponse answer)
    {
        var token = answer.NextPageToken;
        answer.NextPageToken = ByteString.Empty;
        run.Record(name, answer);
        run.Record($"{name}: more", token.IsEmpty ? "no" : "yes");
        return token;
    }
}
