using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;
using Mdlc.Workflows;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Activities.Interceptors;

/// <summary>
/// The one place where an exception of ours becomes an error type that workflows decide by: a fault is not retried, an interruption is, and so is
/// whatever met a full disk, in whichever exception that came.
/// </summary>
public sealed class FaultInterceptor(Home home) : IWorkerInterceptor
{
    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, home);

    private sealed class Inbound(ActivityInboundInterceptor next, Home home) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            try
            {
                return await Next.ExecuteActivityAsync(input);
            }
            catch (Exception full) when (NoRoom.IsMeantBy(full))
            {
                throw new ApplicationFailureException(NoRoom.Told(full, home.Root, home.Scratch, Path.GetTempPath()).Message, full, ErrorTypes.NoRoom);
            }
            catch (FaultException fault)
            {
                throw new ApplicationFailureException(fault.Message, fault, ErrorTypes.Of(fault.Kind), nonRetryable: true, details: fault.Page is { } page ? [page] : null);
            }
            catch (TrainerKilledException killed)
            {
                // The workflow counts these, tells of each, and begins again by itself.
                throw new ApplicationFailureException(killed.Message, killed, ErrorTypes.Interrupted, nonRetryable: true);
            }
        }
    }
}
