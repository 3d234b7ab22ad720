using System.Diagnostics.CodeAnalysis;
using Grpc.AspNetCore.Server.Model;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Gives a gRPC service its calls.</summary>
internal sealed class ServiceMethods<[DynamicallyAccessedMembers(ServiceMethods.Needed)] TService>(IReadOnlyList<ServiceCall> calls) : IServiceMethodProvider<TService>
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

internal static class ServiceMethods
{
    /// <summary>What gRPC says that it must find of a service in a native build.</summary>
    public const DynamicallyAccessedMemberTypes Needed =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;
}
