using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.ErrorDetails.V1;

namespace Mdlc.Engine.Kernel;

/// <summary>A refusal that the caller is meant to see: a gRPC code, a sentence, and where Temporal defines one, a detail message.</summary>
public sealed class ServiceException(StatusCode code, string message, IMessage? detail = null) : Exception(message)
{
    public StatusCode Code { get; } = code;

    public IMessage? Detail { get; } = detail;

    public static ServiceException InvalidArgument(string message) => new(StatusCode.InvalidArgument, message);

    public static ServiceException FailedPrecondition(string message) => new(StatusCode.FailedPrecondition, message);

    public static ServiceException NotFound(string message) => new(StatusCode.NotFound, message, new NotFoundFailure());

    public static ServiceException WorkflowNotFound(string workflowId) => NotFound($"workflow not found for ID: {workflowId}");

    public static ServiceException WorkflowCompleted() => NotFound("workflow execution already completed");

    public static ServiceException WorkflowClosing() =>
        ResourceExhausted(ResourceExhaustedCause.BusyWorkflow, "workflow operation can not be applied because workflow is closing");

    public static ServiceException NamespaceNotFound(string name) =>
        new(StatusCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static ServiceException ResourceExhausted(ResourceExhaustedCause cause, string message) => new(
        StatusCode.ResourceExhausted, message, new ResourceExhaustedFailure { Cause = cause, Scope = ResourceExhaustedScope.Namespace });

    /// <summary>What is on the disk is not what was written there: it does not get better by asking again.</summary>
    public static ServiceException DataLoss(string message) => new(StatusCode.DataLoss, message);

    public static ServiceException Unavailable(string message) => new(StatusCode.Unavailable, message);
}
