using Google.Protobuf;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Operations;

/// <summary>
/// What a workflow asks the server itself for. It travels as a Nexus operation of an endpoint that nobody registers: signal-with-start, so
/// far the only one, and switched on by <see cref="EngineLimits.SignalWithStartFromWorkflow"/>. Pure functions.
/// </summary>
internal static class SystemOperations
{
    private const string Endpoint = "__temporal_system";
    private const string Service = "temporal.api.workflowservice.v1.WorkflowService";
    private const string SignalWithStart = "SignalWithStartWorkflowExecution";
    private const string BinaryEncoding = "binary/protobuf";
    private const string JsonEncoding = "json/protobuf";

    /// <returns>Why the workflow task that asks for it fails, or null.</returns>
    /// <exception cref="ServiceException">Such operations are switched off.</exception>
    public static string? Check(ScheduleNexusOperationCommandAttributes? a, string ns, EngineServices services)
    {
        if (a is null)
        {
            return "ScheduleNexusOperationCommandAttributes is not set on ScheduleNexusOperationCommand.";
        }

        // No other endpoint can be registered.
        var unknown = a.Endpoint != Endpoint ? $"endpoint \"{a.Endpoint}\" not found"
            : a.NexusHeader.Count > 0 ? $"ScheduleNexusOperationCommandAttributes.NexusHeader must be empty when using {Endpoint} endpoint"
            : a.Service != Service ? $"service \"{a.Service}\" not found"
            : a.Operation != SignalWithStart ? $"operation \"{a.Operation}\" not found"
            : null;
        if (unknown is not null)
        {
            return unknown;
        }

        if (!services.Limits.SignalWithStartFromWorkflow)
        {
            throw new ServiceException(Grpc.Core.StatusCode.Unimplemented, "SignalWithStart operation is disabled");
        }

        return WrongTimeout(a) ?? WrongRequest(a.Input, ns, services);
    }

    /// <summary>The request that an event asks for, under the operation's own id, so that it is not served twice.</summary>
    public static SignalWithStartWorkflowExecutionRequest Request(HistoryEvent scheduled, WorkflowRun run)
    {
        var asked = scheduled.NexusOperationScheduledEventAttributes;
        var request = Parse(asked.Input);
        request.Namespace = run.Namespace;
        request.RequestId = asked.RequestId;
        request.Links.Add(new Link
        {
            WorkflowEvent = new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.WorkflowId,
                RunId = run.RunId,
                EventRef = new() { EventId = scheduled.EventId, EventType = EventType.NexusOperationScheduled },
            },
        });
        return request;
    }

    public static HistoryEvent Completed(HistoryEvent scheduled, SignalWithStartWorkflowExecutionResponse response)
    {
        response.FirstExecutionRunId = "";
        var completed = new HistoryEvent
        {
            EventType = EventType.NexusOperationCompleted,
            NexusOperationCompletedEventAttributes = new()
            {
                ScheduledEventId = scheduled.EventId,
                RequestId = scheduled.NexusOperationScheduledEventAttributes.RequestId,
                Result = new()
                {
                    Metadata =
                    {
                        ["encoding"] = ByteString.CopyFromUtf8(BinaryEncoding),
                        ["messageType"] = ByteString.CopyFromUtf8(SignalWithStartWorkflowExecutionResponse.Descriptor.FullName),
                    },
                    Data = response.ToByteString(),
                },
            },
        };
        completed.Links.Add(response.SignalLink);
        return completed;
    }

    public static HistoryEvent Failed(HistoryEvent scheduled, ServiceException refusal)
    {
        var asked = scheduled.NexusOperationScheduledEventAttributes;
        var kind = refusal.Code == Grpc.Core.StatusCode.AlreadyExists ? "WorkflowExecutionAlreadyStarted" : refusal.Code.ToString();
        return new HistoryEvent
        {
            EventType = EventType.NexusOperationFailed,
            NexusOperationFailedEventAttributes = new()
            {
                ScheduledEventId = scheduled.EventId,
                RequestId = asked.RequestId,
                Failure = new()
                {
                    Message = "nexus operation completed unsuccessfully",
                    Cause = new() { Message = $"{kind}: {refusal.Message}", ServerFailureInfo = new() { NonRetryable = true } },
                    NexusOperationExecutionFailureInfo = new()
                    {
                        ScheduledEventId = scheduled.EventId,
                        Endpoint = asked.Endpoint,
                        Service = asked.Service,
                        Operation = asked.Operation,
                    },
                },
            },
        };
    }

    private static string? WrongTimeout(ScheduleNexusOperationCommandAttributes a)
    {
        foreach (var (name, value) in new[]
        {
            ("ScheduleToCloseTimeout", a.ScheduleToCloseTimeout),
            ("ScheduleToStartTimeout", a.ScheduleToStartTimeout),
            ("StartToCloseTimeout", a.StartToCloseTimeout),
        })
        {
            if (value is { } timeout && (timeout.Seconds < 0 || timeout.Nanos < 0))
            {
                return $"ScheduleNexusOperationCommandAttributes.{name} is invalid: negative duration";
            }
        }

        return null;
    }

    private static string? WrongRequest(Payload? input, string ns, EngineServices services)
    {
        if (input is null)
        {
            return "Request is empty";
        }

        SignalWithStartWorkflowExecutionRequest request;
        try
        {
            request = Parse(input);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or InvalidOperationException)
        {
            return $"failed to decode input payload: {e.Message}";
        }

        if (request.Namespace.Length > 0 && request.Namespace != ns)
        {
            return $"Namespace in request \"{request.Namespace}\" does not match namespace in context \"{ns}\"";
        }

        if (request.RequestId.Length > 0 || request.Links.Count > 0)
        {
            return $"{(request.RequestId.Length > 0 ? "RequestID" : "Links")} should not be set on the request";
        }

        try
        {
            request.Namespace = ns;

            // What is too large fails the operation, when it comes to that.
            SignalWithStartRequests.Prepare(request, services, checkSizes: false);
            return null;
        }
        catch (ServiceException e)
        {
            return e.Message;
        }
    }

    private static SignalWithStartWorkflowExecutionRequest Parse(Payload input) =>
        (input.Metadata.TryGetValue("encoding", out var encoding) ? encoding.ToStringUtf8() : "") switch
        {
            BinaryEncoding => SignalWithStartWorkflowExecutionRequest.Parser.ParseFrom(input.Data),
            JsonEncoding => SignalWithStartWorkflowExecutionRequest.Parser.ParseJson(input.Data.ToStringUtf8()),
            var other => throw new InvalidOperationException($"found encoding '{other}', expected {BinaryEncoding} or {JsonEncoding}"),
        };
}
