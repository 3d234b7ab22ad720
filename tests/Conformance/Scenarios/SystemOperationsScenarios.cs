using Google.Protobuf;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Operations that a workflow asks the server itself for, in the form of Nexus operations; and Nexus operations that nothing serves.</summary>
public sealed class SystemOperationsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const string System = "__temporal_system";
    private const string Service = "temporal.api.workflowservice.v1.WorkflowService";
    private const string Operation = "SignalWithStartWorkflowExecution";

    [Theory, Scenario]
    public Task SignalWithStart_FromAWorkflow_StartsThenSignals(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(
        o => o.AddWorkflow<SdkWorkflows.SignallingStarter>().AddWorkflow<SdkWorkflows.Started>(),
        async () =>
        {
            run.Record("result", await run.Client.ExecuteWorkflowAsync((SdkWorkflows.SignallingStarter w) => w.RunAsync(run.Id("other"), 1), run.Options()));
            await run.WaitForCloseAsync(run.Id("other"));
            await run.RecordHistoryAsync();
            await run.RecordHistoryAsync("other");
        }));

    [Theory, Scenario]
    public Task SignalWithStart_ByHand_IsAnsweredAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Ask(Request(run)).WithSummary("asks"), StartTimer("beside", 3600));
        var next = await worker.PollAsync();
        worker.RecordTask("next task", next);
        await worker.CompleteAsync(next, Ask(Request(run, r => r.Namespace = "")));
        await worker.StepAsync();
        await worker.TerminateAsync();
        await worker.TerminateAsync("other");
        await run.RecordHistoryAsync();
        await run.RecordHistoryAsync("other");
    });

    [Theory, Scenario]
    public Task SignalWithStart_OfItself_SignalsTheAsker(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Ask(Request(run, r => r.WorkflowId = run.Id("workflow"))));
        await worker.StepAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SignalWithStart_ThatIsRefused_FailsTheOperation(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("closed");
        await worker.StepAsync(CompleteWorkflow());
        var number = 0;
        foreach (var configure in new Action<SignalWithStartWorkflowExecutionRequest>[]
        {
            r => (r.WorkflowId, r.WorkflowIdReusePolicy) = (run.Id("closed"), WorkflowIdReusePolicy.RejectDuplicate),
            r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.Fail,
            r => r.SignalName = "",
            r => r.WorkflowId = "",
            r => r.WorkflowType = null,
            r => r.TaskQueue = null,
            r => r.Namespace = "nowhere",
            r => r.WorkflowRunTimeout = HandDrivenWorker.Seconds(-1),
            r => r.RequestId = "of the asker",
            r => r.Links.Add(new Temporalio.Api.Common.V1.Link { WorkflowEvent = new() { Namespace = run.Namespace, WorkflowId = "w", RunId = "r" } }),
            r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(-5),
            r => r.SignalName = new('x', 1001),
            r => r.RetryPolicy = new() { BackoffCoefficient = 0.5 },
            r => r.SearchAttributes = new() { IndexedFields = { ["NobodysAttribute"] = Payloads.Of("x") } },
            r => r.Identity = "",
        })
        {
            var name = $"refused {++number}";
            await worker.StartAsync(name);
            await run.RecordErrorOrAnswerAsync($"{name}, completion", async () => await worker.CompleteAsync(await worker.PollAsync(), Ask(Request(run, configure))));
            worker.RecordTask($"{name}, next task", await worker.PollAsync());
            await worker.TerminateAsync(name);
            await run.RecordHistoryAsync(name);
        }
    });

    [Theory, Scenario]
    public Task NexusOperations_ThatNothingServes_FailTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var long1001 = new string('x', 1001);
        var number = 0;
        foreach (var configure in new Action<ScheduleNexusOperationCommandAttributes>[]
        {
            a => a.Endpoint = "nowhere",
            a => a.Endpoint = "",
            a => a.Service = "",
            a => a.Operation = "",
            a => a.Service = "no.such.Service",
            a => a.Operation = "StartWorkflowExecution",
            a => a.Operation = "NoSuchOperation",
            a => a.Input = null,
            a => a.Endpoint = long1001,
            a => a.Service = long1001,
            a => a.Operation = long1001,
            a => a.ScheduleToCloseTimeout = HandDrivenWorker.Seconds(-1),
            a => a.NexusHeader.Add("Some-Header", "value"),
            a => a.NexusHeader.Add("Request-Timeout", "1s"),
        })
        {
            var name = $"asker {++number}";
            await worker.StartAsync(name);
            await run.RecordErrorOrAnswerAsync($"{name}, completion", async () => await worker.CompleteAsync(
                await worker.PollAsync(), Nexus(System, Service, Operation, Packed(Request(run, r => r.WorkflowId = run.Id($"asked by {number}"))), configure)));
            worker.RecordTask($"{name}, next task", await worker.PollAsync());
            await worker.TerminateAsync(name);
            await run.RecordHistoryAsync(name);
        }
    });

    [Theory, Scenario]
    public Task CancelOfANexusOperation_ThatIsNotThere_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        foreach (var id in new[] { 0, 5, 99 })
        {
            var name = $"canceller of {id}";
            await worker.StartAsync(name);
            await run.RecordErrorOrAnswerAsync($"{name}, completion", async () => await worker.CompleteAsync(await worker.PollAsync(), Cancel(id)));
            await worker.TerminateAsync(name);
            await run.RecordHistoryAsync(name);
        }

        await worker.StartAsync();
        await worker.StepAsync(Ask(Request(run)));
        await run.RecordErrorOrAnswerAsync("of one that is done, completion", async () => await worker.CompleteAsync(await worker.PollAsync(), Cancel(5)));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    private static SignalWithStartWorkflowExecutionRequest Request(ScenarioRun run, Action<SignalWithStartWorkflowExecutionRequest>? configure = null)
    {
        var request = new SignalWithStartWorkflowExecutionRequest
        {
            Namespace = run.Namespace,
            WorkflowId = run.Id("other"),
            WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
            TaskQueue = new() { Name = run.Id("other queue") },
            Input = Payloads.List("input"),
            SignalName = "hello",
            SignalInput = Payloads.List("argument"),
            Identity = "asker",
        };
        configure?.Invoke(request);
        return request;
    }

    private static Command Ask(SignalWithStartWorkflowExecutionRequest request) => Nexus(System, Service, Operation, Packed(request));

    private static Temporalio.Api.Common.V1.Payload Packed(IMessage message) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/protobuf"), ["messageType"] = ByteString.CopyFromUtf8(message.Descriptor.FullName) },
        Data = message.ToByteString(),
    };

    private static Command Nexus(string endpoint, string service, string operation, Temporalio.Api.Common.V1.Payload? input, Action<ScheduleNexusOperationCommandAttributes>? configure = null)
    {
        var attributes = new ScheduleNexusOperationCommandAttributes { Endpoint = endpoint, Service = service, Operation = operation, Input = input };
        configure?.Invoke(attributes);
        return new() { CommandType = CommandType.ScheduleNexusOperation, ScheduleNexusOperationCommandAttributes = attributes };
    }

    private static Command Cancel(long scheduledEventId) => new()
    {
        CommandType = CommandType.RequestCancelNexusOperation,
        RequestCancelNexusOperationCommandAttributes = new() { ScheduledEventId = scheduledEventId },
    };
}
