using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.Tasks.Commands;

/// <summary>
/// Looks at the messages of one answer to a workflow task before any is carried out, with what the earlier ones make of their updates.
/// It changes nothing.
/// </summary>
internal sealed class MessageValidator(WorkflowRun run, EngineLimits limits)
{
    private const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage;
    private const string Protocol = "temporal.api.update.v1";

    private readonly Dictionary<string, UpdateState> _becomes = new(StringComparer.Ordinal);

    /// <param name="closed">An earlier command closes the workflow: only rejections still count.</param>
    /// <returns>Why the answer is refused, or null when the message can be carried out.</returns>
    /// <exception cref="ServiceException">The message has no body, or none with a name.</exception>
    public CommandFailure? Check(Message message, bool closed)
    {
        if (message.Body is null)
        {
            throw ServiceException.InvalidArgument("nil message body");
        }

        var type = message.Body.TypeUrl[(message.Body.TypeUrl.LastIndexOf('/') + 1)..];
        var dot = type.LastIndexOf('.');
        if (dot < 0)
        {
            throw ServiceException.InvalidArgument(type.Length == 0 ? "no message name specified" : $"failed to extract protocol type: no . found in \"{type}\"");
        }

        if (message.Body.CalculateSize() > limits.BlobSizeError)
        {
            return new CommandFailure(Cause, $"Message type {type} exceeds size limit.", TerminatesWorkflow: true);
        }

        return type[..dot] == Protocol ? Check(message, type[(dot + 1)..], closed) : Bad($"unsupported protocol type {type[..dot]}");
    }

    private static CommandFailure Bad(string text) => new(Cause, text);

    private CommandFailure? Check(Message message, string kind, bool closed)
    {
        if (StateOf(message) is not { } state)
        {
            return Bad($"update {message.ProtocolInstanceId} wasn't found on the server. This is most likely a transient error which will be resolved automatically by retries");
        }

        if (closed && kind != nameof(Rejection))
        {
            return null;
        }

        var (allowed, becomes) = kind switch
        {
            nameof(Acceptance) => (state is UpdateState.Sent or UpdateState.Admitted, UpdateState.Accepted),
            nameof(Rejection) => (state is UpdateState.Sent or UpdateState.Admitted, UpdateState.Completed),
            nameof(Response) => (state == UpdateState.Accepted, UpdateState.Completed),
            _ => (true, default),
        };
        if (!allowed)
        {
            return Bad($"invalid state transition attempted for Update {message.ProtocolInstanceId}: received *update.{kind} message while in state {NameOf(message, state)}");
        }

        if (CheckBody(message, kind) is { } wrong)
        {
            return Bad(wrong);
        }

        _becomes[message.ProtocolInstanceId] = becomes;
        return null;
    }

    /// <summary>The state in which the message finds its update; null when there is none, and the message does not bring it back.</summary>
    private UpdateState? StateOf(Message message)
    {
        if (_becomes.TryGetValue(message.ProtocolInstanceId, out var becomes))
        {
            return becomes;
        }

        if (run.Updates.Find(message.ProtocolInstanceId) is { } update)
        {
            return update.State;
        }

        run.Updates.CheckTotal(limits);
        return UpdateMessages.CarriedRequest(message) is null ? null : UpdateState.Admitted;
    }

    private string NameOf(Message message, UpdateState state) => _becomes.ContainsKey(message.ProtocolInstanceId) ? $"Provisionally{state}" : state.ToString();

    private static string? CheckBody(Message message, string kind)
    {
        switch (kind)
        {
            case nameof(Acceptance):
                var acceptance = message.Body.Unpack<Acceptance>();
                return acceptance.AcceptedRequestSequencingEventId == 0 ? "invalid *update.Acceptance: accepted_request_sequencing_event_id is not set"
                    : acceptance.AcceptedRequestMessageId.Length == 0 ? "invalid *update.Acceptance: accepted_request_message_id is not set"
                    : null;
            case nameof(Rejection):
                message.Body.Unpack<Rejection>();
                return null;
            case nameof(Response):
                return CheckResponse(message.ProtocolInstanceId, message.Body.Unpack<Response>());
            default:
                return $"Message type *update.{kind} not supported";
        }
    }

    private static string? CheckResponse(string updateId, Response response) =>
        response.Meta is null ? "invalid *update.Response: meta is not set"
        : response.Meta.UpdateId.Length == 0 ? "invalid *update.Response: meta.update_id is not set"
        : response.Meta.UpdateId != updateId ? $"invalid *update.Response: meta.update_id != {updateId}"
        : response.Outcome is null ? "invalid *update.Response: outcome is not set"
        : null;
}
