using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Bench.Drivers;

/// <summary>Accepts and completes whatever update a workflow task carries, in the same answer.</summary>
internal static class UpdateAnswers
{
    public static void AnswerUpdates(this RespondWorkflowTaskCompletedRequest answer, IEnumerable<Message> messages)
    {
        foreach (var message in messages)
        {
            var request = message.Body.Unpack<Request>();
            Add(answer, message, "accept", new Acceptance
            {
                AcceptedRequestMessageId = message.Id,
                AcceptedRequestSequencingEventId = message.EventId,
                AcceptedRequest = request,
            });
            Add(answer, message, "complete", new Response { Meta = request.Meta, Outcome = new() { Success = new() } });
        }
    }

    private static void Add(RespondWorkflowTaskCompletedRequest answer, Message to, string name, Google.Protobuf.IMessage body)
    {
        var id = $"{to.ProtocolInstanceId}/{name}";
        answer.Messages.Add(new Message { Id = id, ProtocolInstanceId = to.ProtocolInstanceId, Body = Any.Pack(body) });
        answer.Commands.Add(new Command { CommandType = CommandType.ProtocolMessage, ProtocolMessageCommandAttributes = new() { MessageId = id } });
    }
}
