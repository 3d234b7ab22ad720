using System.Runtime.CompilerServices;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Command.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Commands with more than a workflow may carry: the task fails, and the workflow is terminated or its task tried again.</summary>
public sealed class CommandSizesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>More than the 2 MiB that one payload may have.</summary>
    private static readonly string Oversized = new('x', (2 << 20) + 1000);

    [Theory, Scenario]
    public Task MarkerDetails(Reference reference) => CompleteAsync(reference, _ => RecordMarker("marker", Oversized));

    [Theory, Scenario]
    public Task ChildInput(Reference reference) => CompleteAsync(
        reference, run => StartChild(run.Id("child"), run.TaskQueue, configure: c => c.Input = Payloads.List(Oversized)));

    [Theory, Scenario]
    public Task ChildMemo(Reference reference) => CompleteAsync(
        reference, run => StartChild(run.Id("child"), run.TaskQueue, configure: c => c.Memo = new() { Fields = { ["memo"] = Payloads.Of(Oversized) } }));

    [Theory, Scenario]
    public Task ContinueAsNewInput(Reference reference) => CompleteAsync(
        reference, run => ContinueAsNew(run.TaskQueue, c => c.Input = Payloads.List(Oversized)));

    [Theory, Scenario]
    public Task ContinueAsNewMemo(Reference reference) => CompleteAsync(
        reference, run => ContinueAsNew(run.TaskQueue, c => c.Memo = new() { Fields = { ["memo"] = Payloads.Of(Oversized) } }));

    [Theory, Scenario]
    public Task ExternalSignalInput(Reference reference) => CompleteAsync(reference, run =>
    {
        var signal = SignalExternal(run.Id("nobody"), "signal");
        signal.SignalExternalWorkflowExecutionCommandAttributes.Input = Payloads.List(Oversized);
        return signal;
    });

    [Theory, Scenario]
    public Task WorkflowFailure(Reference reference) => CompleteAsync(reference, _ => FailWorkflow(Failures.Application(Oversized)));

    [Theory, Scenario]
    public Task MemoField(Reference reference) => CompleteAsync(reference, _ => ModifyMemo("memo", Oversized));

    [Theory, Scenario]
    public Task MemoAsAWhole(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.Memo = new() { Fields = { ["memo"] = Payloads.Of(Oversized[..(3 << 19)]) } });
        var task = await worker.PollAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, ModifyMemo("more", Oversized[..(1 << 20)])));
        run.Record("events", string.Join(", ", (await run.HistoryAsync(run.Id("workflow"))).Select(e => e.EventType)));
    });

    [Theory, Scenario]
    public Task SearchAttributeValue(Reference reference) => CompleteAsync(
        reference, _ => UpsertSearchAttributes("ConformanceKeyword", Payloads.Of(new string('x', 3000))));

    /// <summary>One completion with the command: its ending, and the history, in which nothing oversized is left.</summary>
    private Task CompleteAsync(Reference reference, Func<ScenarioRun, Command> command, [CallerMemberName] string method = "") =>
        CompareAsync(
            reference,
            async run =>
            {
                var worker = new HandDrivenWorker(run);
                await worker.StartAsync();
                var task = await worker.PollAsync();
                await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, command(run)));
                await run.RecordHistoryAsync();
            },
            method);
}
