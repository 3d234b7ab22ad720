using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Binds <c>grpc.health.v1.Health/Check</c>: a server that answers is serving.</summary>
internal sealed class HealthMethods : IServiceMethodProvider<HealthFrontend>
{
    /// <summary>HealthCheckResponse { status = SERVING }: field 1, varint 1.</summary>
    private static readonly byte[] Serving = [0x08, 0x01];

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<HealthFrontend> context)
    {
        var bytes = Marshallers.Create(static (byte[] data) => data, static data => data);
        var check = new Method<byte[], byte[]>(MethodType.Unary, "grpc.health.v1.Health", "Check", bytes, bytes);
        context.AddUnaryMethod(check, [], static (_, _, _) => Task.FromResult(Serving));
    }
}
