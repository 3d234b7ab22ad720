using Mdlc.Contracts.Faults;
using Mdlc.Workflows;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Activities;

/// <summary>The one place where a fault of ours becomes an error type that Temporal does not retry.</summary>
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
        }
    }
}
