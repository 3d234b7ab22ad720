using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>Update requests as clients send them, and a hand-driven worker's answers to them.</summary>
internal static class Updates
{
    public static UpdateWorkflowExecutionRequest Request(
        ScenarioRun run,
        string id = "update",
        UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed,
        Action<UpdateWorkflowExecutionRequest>? configure = null)
    {
        var request = new UpdateWorkflowExecutionRequest
        {
            Namespace = run.Namespace,
            WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
            WaitPolicy = new() { LifecycleStage = stage },
            Request = new()
            {
                Meta = new() { UpdateId = id, Identity = ScenarioRun.ClientIdentity },
                Input = new() { Name = "change", Args = Payloads.List("argument") },
            },
        };
        configure?.Invoke(request);
        return request;
    }

    /// <summary>Asks for an update, and gives the server time to have taken it before the next step.</summary>
    public static async Task<Task<UpdateWorkflowExecutionResponse>> BeginAsync(
        ScenarioRun run, string id = "update", UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed)
    {
        var answer = run.Service.UpdateWorkflowExecutionAsync(Request(run, id, stage), ScenarioRun.Rpc(40));
        await Task.Delay(500);
        return answer;
    }

    public static async Task<UpdateWorkflowExecutionResponse> AskAsync(
        ScenarioRun run, string id = "update", UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed) =>
        await run.Service.UpdateWorkflowExecutionAsync(Request(run, id, stage), ScenarioRun.Rpc(40));

    public static async Task<PollWorkflowExecutionUpdateResponse> PollAsync(
        ScenarioRun run, string id = "update", UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed) =>
        await run.Service.PollWorkflowExecutionUpdateAsync(
            new()
            {
                Namespace = run.Namespace,
                UpdateRef = new() { WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")), UpdateId = id },
                WaitPolicy = new() { LifecycleStage = stage },
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc(40));

    public static Message Accept(PollWorkflowTaskQueueResponse task, string id = "update")
    {
        var sent = task.Messages.Single(message => message.ProtocolInstanceId == id);
        return Message(id, "accept", new Acceptance
        {
            AcceptedRequestMessageId = sent.Id,
            AcceptedRequestSequencingEventId = sent.EventId,
            AcceptedRequest = sent.Body.Unpack<Request>(),
        });
    }

    public static Message Reject(PollWorkflowTaskQueueResponse task, string id = "update")
    {
        var sent = task.Messages.Single(message => message.ProtocolInstanceId == id);
        return Message(id, "reject", new Rejection
        {
            RejectedRequestMessageId = sent.Id,
            RejectedRequestSequencingEventId = sent.EventId,
            RejectedRequest = sent.Body.Unpack<Request>(),
            Failure = Failures.Application("not like this", "Rejected"),
        });
    }

    public static Message Complete(string id = "update", object? result = null) => Message(id, "complete", new Response
    {
        Meta = new() { UpdateId = id, Identity = ScenarioRun.ClientIdentity },
        Outcome = new() { Success = Payloads.List(result ?? "changed") },
    });

    public static Message Fail(Failure failure, string id = "update") => Message(id, "complete", new Response
    {
        Meta = new() { UpdateId = id, Identity = ScenarioRun.ClientIdentity },
        Outcome = new() { Failure = failure },
    });

    public static Message Message(string id, string kind, Google.Protobuf.IMessage body) => new()
    {
        Id = $"{id}/{kind}",
        ProtocolInstanceId = id,
        Body = Any.Pack(body),
    };

    /// <summary>The command that says at which place among the others a message is meant.</summary>
    public static Command Place(Message message) => new()
    {
        CommandType = CommandType.ProtocolMessage,
        ProtocolMessageCommandAttributes = new() { MessageId = message.Id },
    };

    /// <summary>Completes a task with messages, each in its place by a command, as workers of the SDKs do; rejections have none.</summary>
    public static Task<RespondWorkflowTaskCompletedResponse> AnswerAsync(
        this HandDrivenWorker worker, PollWorkflowTaskQueueResponse task, params Message[] messages) =>
        worker.AnswerAsync(task, _ => { }, messages);

    public static Task<RespondWorkflowTaskCompletedResponse> AnswerAsync(
        this HandDrivenWorker worker, PollWorkflowTaskQueueResponse task, Action<RespondWorkflowTaskCompletedRequest> configure, params Message[] messages) =>
        worker.CompleteAsync(
            task,
            request =>
            {
                request.Messages.AddRange(messages);
                request.Commands.AddRange(messages.Where(message => !message.Body.Is(Rejection.Descriptor)).Select(Place));
                configure(request);
            });

    /// <summary>A workflow with one completed workflow task: from then on a task for updates only is speculative.</summary>
    public static async Task<HandDrivenWorker> StartedAsync(ScenarioRun run, Action<StartWorkflowExecutionRequest>? configure = null)
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: configure);
        await worker.StepAsync();
        return worker;
    }
}
