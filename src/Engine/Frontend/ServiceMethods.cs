using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Mdlc.Engine.Frontend;

/// <summary>
/// Binds every method of a protobuf service descriptor: to the method of <typeparamref name="TService"/> that has its name, or, where
/// there is none, to UNIMPLEMENTED with that name.
/// </summary>
internal sealed class ServiceMethods<TService>(IEnumerable<ServiceDescriptor> services) : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        foreach (var method in services.SelectMany(service => service.Methods))
        {
            typeof(ServiceMethods<TService>)
                .GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(method.InputType.ClrType, method.OutputType.ClrType)
                .Invoke(null, [context, method]);
        }
    }

    private static void Bind<TRequest, TResponse>(ServiceMethodProviderContext<TService> context, MethodDescriptor method)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var grpcMethod = new Method<TRequest, TResponse>(
            MethodType.Unary, method.Service.FullName, method.Name, Marshaller<TRequest>(method.InputType), Marshaller<TResponse>(method.OutputType));
        var handler = typeof(TService).GetMethod(method.Name, [typeof(TRequest), typeof(ServerCallContext)]);
        UnaryServerMethod<TService, TRequest, TResponse> invoke = handler is null
            ? (_, _, _) => throw new RpcException(new Status(StatusCode.Unimplemented, $"{method.FullName} is not implemented by this server."))
            : Guarded(handler.CreateDelegate<UnaryServerMethod<TService, TRequest, TResponse>>(), method.Name);
        context.AddUnaryMethod(grpcMethod, [], invoke);
    }

    private static UnaryServerMethod<TService, TRequest, TResponse> Guarded<TRequest, TResponse>(
        UnaryServerMethod<TService, TRequest, TResponse> handler, string name)
        where TRequest : class
        where TResponse : class => async (service, request, context) =>
        {
            try
            {
                return await handler(service, request, context).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not RpcException)
            {
                throw RpcErrors.Translate(e, name, context);
            }
        };

    private static Marshaller<T> Marshaller<T>(MessageDescriptor descriptor)
        where T : class, IMessage<T> => new(
            static (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => (T)descriptor.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
