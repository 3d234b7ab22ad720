using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>What a worker's messages about updates say.</summary>
internal static class UpdateMessages
{
    public static bool IsRejection(Message message) => message.Body?.Is(Rejection.Descriptor) ?? false;

    /// <summary>
    /// The request that a worker sends back with its answer: an update that the server no longer knows (it was asked for again meanwhile,
    /// or its caller's task failed) lives on by it.
    /// </summary>
    public static Request? CarriedRequest(Message message) =>
        message.Body.TryUnpack<Acceptance>(out var acceptance) ? acceptance.AcceptedRequest
        : message.Body.TryUnpack<Rejection>(out var rejection) ? rejection.RejectedRequest
        : null;
}
