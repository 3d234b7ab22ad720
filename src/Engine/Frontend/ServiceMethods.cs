using Grpc.AspNetCore.Server.Model;

namespace Mdlc.Engine.Frontend;

/// <summary>Gives a gRPC service its calls.</summary>
internal sealed class ServiceMethods<TService>(IReadOnlyList<ServiceCall> calls) : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        foreach (var call in calls)
        {
            call.AddTo(context);
        }
    }
}
