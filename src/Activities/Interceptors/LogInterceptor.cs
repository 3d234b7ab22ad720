using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Activities.Interceptors;

/// <summary>
/// A line in the log when an activity begins and when it succeeds, with the ids by which the server knows it: what really ran, beside what
/// the history says. Failures are logged by the worker itself.
/// </summary>
public sealed class LogInterceptor(ILogger<LogInterceptor> logger, TimeProvider time) : IWorkerInterceptor
{
    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, logger, time);

    private sealed class Inbound(ActivityInboundInterceptor next, ILogger logger, TimeProvider time) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            var info = ActivityExecutionContext.Current.Info;
            logger.LogActivityBegins(info.ActivityType, info.ActivityId, info.WorkflowId, info.WorkflowRunId, info.Attempt);
            var began = time.GetTimestamp();
            var result = await Next.ExecuteActivityAsync(input);
            var seconds = time.GetElapsedTime(began).TotalSeconds;
            logger.LogActivitySucceeded(info.ActivityType, seconds, info.ActivityId, info.WorkflowId, info.WorkflowRunId, info.Attempt);
            return result;
        }
    }
}
