using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Requests by the newer calls, which may mean an activity of a workflow or one that stands alone: checked.</summary>
internal static class ActivityExecutionRequests
{
    /// <exception cref="ServiceException">Something required is missing or too long, or the activity is of no workflow.</exception>
    public static void Check(string workflowId, string activityId, string runId, string identity, string requestId, EngineLimits limits)
    {
        if (workflowId.Length == 0)
        {
            throw new ServiceException(StatusCode.Unimplemented, "Standalone activity operator commands are disabled");
        }

        CheckLength("request ID", requestId, limits);
        if (activityId.Length == 0)
        {
            throw ServiceException.InvalidArgument("activity ID is required");
        }

        CheckLength("activity ID", activityId, limits);
        CheckLength("identity", identity, limits);
        if (runId.Length > 0 && !Guid.TryParse(runId, out _))
        {
            throw ServiceException.InvalidArgument("invalid run id: must be a valid UUID");
        }
    }

    /// <exception cref="ServiceException">The reason is larger than a payload may be.</exception>
    public static void CheckReason(string reason, EngineLimits limits)
    {
        if (reason.Length > limits.BlobSizeError)
        {
            throw ServiceException.InvalidArgument("reason exceeds length limit");
        }
    }

    /// <exception cref="ServiceException">It is less than nothing.</exception>
    public static void CheckJitter(Duration? jitter)
    {
        if (jitter is { Seconds: < 0 } or { Nanos: < 0 })
        {
            throw ServiceException.InvalidArgument("invalid jitter: negative duration");
        }
    }

    /// <exception cref="ServiceException">There is nothing to change, or too much.</exception>
    public static void CheckUpdate(bool hasOptions, FieldMask? mask, bool restoreOriginal)
    {
        var wrong = (hasOptions, mask, restoreOriginal) switch
        {
            (_, { Paths.Count: > 0 }, true) => "Both UpdateMask and RestoreOriginal are provided",
            (_, _, true) => null,
            (false, _, _) => "ActivityOptions are not provided",
            (_, null, _) => "UpdateMask is not provided",
            (_, { Paths.Count: 0 }, _) => "UpdateMask must specify at least one path",
            _ => null,
        };
        if (wrong is not null)
        {
            throw ServiceException.InvalidArgument(wrong);
        }
    }

    private static void CheckLength(string what, string text, EngineLimits limits)
    {
        if (text.Length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument($"{what} exceeds length limit. Length={text.Length} Limit={limits.MaxIdLength}");
        }
    }
}
