using Google.Protobuf;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Activities;

/// <summary>Which activity a call means: that of a task token, or one by its id.</summary>
internal readonly record struct ActivityTarget(TaskToken? Token, string Namespace, string WorkflowId, string RunId, string ActivityId)
{
    /// <exception cref="ServiceException">The token is none of this server's.</exception>
    public static ActivityTarget ByToken(ByteString token) => new(TaskToken.Decode(token), "", "", "", "");

    /// <exception cref="ServiceException">A name is missing.</exception>
    public static ActivityTarget ById(string ns, string workflowId, string runId, string activityId) =>
        activityId.Length == 0 ? throw ServiceException.InvalidArgument("ActivityId is not set on request.")
        : runId.Length > 0 && !Guid.TryParse(runId, out _) ? throw ServiceException.InvalidArgument("RunId is not valid UUID.")
        : workflowId.Length == 0 ? throw ServiceException.NotFound($"activity not found for ID: {activityId}")
        : new(null, ns, workflowId, runId, activityId);
}
