using Mdlc.Activities.Training;
using Mdlc.Contracts.Faults;
using Mdlc.Workflows;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Activities.Interceptors;

/// <summary>The one place where an exception of ours becomes an error type that workflows decide by: a fault is not retried, an interruption is.</summary>
public sealed class FaultInterceptor : IWorkerInterceptor
{
    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor);

    private sealed class Inbound(ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            try
            {
                return await Next.ExecuteActivityAsync(input);
            }
            catch (FaultException fault)
            {
                throw new ApplicationFailureException(fault.Message, fault, ErrorTypes.Of(fault.Kind), nonRetryable: true);
            }
            catch (TrainerKilledException killed)
            {
                throw new ApplicationFailureException(killed.Message, killed, ErrorTypes.Interrupted);
            }
        }
    }
}
