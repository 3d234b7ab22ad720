using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Mdlc.Engine.Frontend;

/// <summary>One call of a protobuf service, ready to be served by gRPC and by HTTP alike.</summary>
internal abstract class ServiceCall(MethodDescriptor method)
{
    /// <summary>Calls that change nothing on disk, or whose loss is nobody's: they are served while the disk refuses writes.</summary>
    private static readonly string[] Harmless = ["Get", "List", "Describe", "Count", "Scan", "Query", "Poll", "Record", "RespondQuery", "Shutdown"];

    public MethodDescriptor Method { get; } = method;

    /// <summary>Whether the frontend has a method for it.</summary>
    public abstract bool IsImplemented { get; }

    protected bool NeedsDisk { get; } = !Array.Exists(Harmless, prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// Every call of the services, each bound to the method of the frontend that has its name; where there is none, the call answers
    /// UNIMPLEMENTED with that name.
    /// </summary>
    public static IReadOnlyList<ServiceCall> BindAll(object frontend, IEnumerable<ServiceDescriptor> services, EngineStatus status) =>
        services.SelectMany(service => service.Methods)
            .Select(method => (ServiceCall)Activator.CreateInstance(
                typeof(ServiceCall<,>).MakeGenericType(method.InputType.ClrType, method.OutputType.ClrType), method, frontend, status)!)
            .ToList();

    /// <exception cref="RpcException">The call failed; it carries what gRPC tells the caller.</exception>
    public abstract Task<IMessage> InvokeAsync(IMessage request, ServerCallContext context);

    /// <summary>Adds the call to a gRPC service.</summary>
    public abstract void AddTo<TService>(ServiceMethodProviderContext<TService> service)
        where TService : class;
}

/// <summary>A call with its types: it invokes the frontend's method, turns errors into gRPC's, and counts.</summary>
internal sealed class ServiceCall<TRequest, TResponse> : ServiceCall
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private static readonly Func<TRequest, string> NamespaceOf = NamespaceGetter();

    private readonly Func<TRequest, ServerCallContext, Task<TResponse>>? _handler;
    private readonly EngineStatus _status;

    public ServiceCall(MethodDescriptor method, object frontend, EngineStatus status)
        : base(method)
    {
        _handler = frontend.GetType().GetMethod(method.Name, [typeof(TRequest), typeof(ServerCallContext)])
            ?.CreateDelegate<Func<TRequest, ServerCallContext, Task<TResponse>>>(frontend);
        _status = status;
    }

    public override bool IsImplemented => _handler is not null;

    public override async Task<IMessage> InvokeAsync(IMessage request, ServerCallContext context) =>
        await CallAsync((TRequest)request, context).ConfigureAwait(false);

    public override void AddTo<TService>(ServiceMethodProviderContext<TService> service)
    {
        var method = new Method<TRequest, TResponse>(
            MethodType.Unary, Method.Service.FullName, Method.Name, Marshaller<TRequest>(Method.InputType), Marshaller<TResponse>(Method.OutputType));
        service.AddUnaryMethod(method, [], (_, request, context) => CallAsync(request, context));
    }

    private async Task<TResponse> CallAsync(TRequest request, ServerCallContext context)
    {
        using var measured = _status.Metrics?.Calls.Begin(Method.Name, NamespaceOf(request));
        try
        {
            if (_handler is null)
            {
                throw new ServiceException(StatusCode.Unimplemented, $"{Method.FullName} is not implemented by this server.");
            }

            if (NeedsDisk)
            {
                _status.RefuseNewWorkIfStalled();
            }

            return await _handler(request, context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var failure = e as RpcException ?? RpcErrors.Translate(e, Method.Name, context);
            measured?.Fail(failure.StatusCode);
            throw failure;
        }
    }

    private static Func<TRequest, string> NamespaceGetter() =>
        typeof(TRequest).GetProperty("Namespace", typeof(string))?.GetMethod is { } get
            ? get.CreateDelegate<Func<TRequest, string>>()
            : static _ => "";

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
