using Microsoft.Extensions.Logging;

namespace Mdlc.Activities.Interceptors;

internal static partial class ActivityLog
{
    [LoggerMessage(1, LogLevel.Information, "{ActivityType} begins: activity {ActivityId} of {WorkflowId}, run {RunId}, attempt {Attempt}.")]
    public static partial void LogActivityBegins(
        this ILogger logger, string activityType, string activityId, string? workflowId, string? runId, int attempt);

    [LoggerMessage(2, LogLevel.Information, "{ActivityType} succeeded after {Seconds} s: activity {ActivityId} of {WorkflowId}, run {RunId}, attempt {Attempt}.")]
    public static partial void LogActivitySucceeded(
        this ILogger logger, string activityType, double seconds, string activityId, string? workflowId, string? runId, int attempt);
}
