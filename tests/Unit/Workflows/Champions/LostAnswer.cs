using Temporalio.Activities;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Unit.Tests.Workflows.Champions;

/// <summary>A worker that dies at a step: either just before it does it, or when it has been done and nobody has heard of it.</summary>
internal sealed class LostAnswer(string step, bool after) : IWorkerInterceptor
{
    private int _losses;

    public int Losses => _losses;

    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Inbound(this, nextInterceptor);

    private sealed class Inbound(LostAnswer lost, ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
    {
        private readonly LostAnswer _lost = lost;

        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            var dies = ActivityExecutionContext.Current.Info is { Attempt: 1 } info && info.ActivityType == _lost.Step;
            var result = dies && !_lost.After ? null : await Next.ExecuteActivityAsync(input);
            if (!dies)
            {
                return result;
            }

            Interlocked.Increment(ref _lost._losses);
            throw new ApplicationFailureException("the worker that did it is gone", "Gone");
        }
    }

    private string Step => step;

    private bool After => after;
}
