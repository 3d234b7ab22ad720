using Google.Protobuf;

namespace Mdlc.Engine.Histories;

/// <summary>Which activity a call means: that of a task token, or one by its id.</summary>
internal readonly record struct ActivityTarget(TaskToken? Token, string Namespace, string WorkflowId, string RunId, string ActivityId)
{
    /// <exception cref="ServiceException">The token is none of this server's.</exception>
    public static ActivityTarget ByToken(ByteString token) => new(TaskToken.Decode(token), "", "", "", "");

    /// <exception cref="ServiceException">A name is missing.</exception>
    public static ActivityTarget ById(string ns, string workflowId, string runId, string activityId) => activityId.Length == 0
        ? throw ServiceException.InvalidArgument("activityID cannot be empty")
        : new(null, ns, workflowId, runId, activityId);
}
