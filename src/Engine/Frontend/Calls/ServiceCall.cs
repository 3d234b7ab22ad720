using System.Diagnostics.CodeAnalysis;
using System.Text;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>One call of a protobuf service, ready to be served by gRPC and by HTTP alike.</summary>
/// <param name="service">The full name of the service, as descriptors have it.</param>
internal abstract class ServiceCall(string service, string name)
{
    /// <summary>Calls that change nothing on disk, or whose loss is nobody's: they are served while the disk refuses writes.</summary>
    private static readonly string[] Harmless = ["Get", "List", "Describe", "Count", "Scan", "Query", "Poll", "Record", "RespondQuery", "Shutdown"];

    public string Service { get; } = service;

    public string Name { get; } = name;

    public string FullName => $"{Service}.{Name}";

    protected bool NeedsDisk { get; } = !Array.Exists(Harmless, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>What a call that no frontend has answers.</summary>
    public static string Unimplemented(string fullName) => $"{fullName} is not implemented by this server.";

    /// <exception cref="RpcException">The call failed; it carries what gRPC tells the caller.</exception>
    public abstract Task<IMessage> InvokeAsync(IMessage request, ServerCallContext context);

    /// <summary>Adds the call to a gRPC service.</summary>
    public abstract void AddTo<[DynamicallyAccessedMembers(ServiceMethods.Needed)] TService>(ServiceMethodProviderContext<TService> service)
        where TService : class;
}

/// <summary>A call with its types: it invokes the frontend's method, turns errors into gRPC's, and counts.</summary>
internal sealed class ServiceCall<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TRequest, TResponse> : ServiceCall
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    /// <summary>As gRPC servers in Go take it unless they are told otherwise. Answers may be larger.</summary>
    private const int MaxRequestBytes = 4 << 20;

    private static readonly Func<TRequest, string> NamespaceOf = RequestRules.Text<TRequest>("Namespace") ?? (static _ => "");

    private readonly Func<TRequest, ServerCallContext, Task<TResponse>> _handler;
    private readonly Action<TRequest> _check;
    private readonly EngineStatus _status;

    public ServiceCall(
        string service, string name, Func<TRequest, ServerCallContext, Task<TResponse>> handler, Action<TRequest> check, EngineStatus status)
        : base(service, name)
    {
        _handler = handler;
        _check = check;
        _status = status;
    }

    public override async Task<IMessage> InvokeAsync(IMessage request, ServerCallContext context) =>
        await CallAsync((TRequest)request, context).ConfigureAwait(false);

    public override void AddTo<[DynamicallyAccessedMembers(ServiceMethods.Needed)] TService>(ServiceMethodProviderContext<TService> service)
    {
        var method = new Method<TRequest, TResponse>(MethodType.Unary, Service, Name, Marshaller<TRequest>(), Marshaller<TResponse>());
        service.AddUnaryMethod(method, [], (_, request, context) => CallAsync(request, context));
    }

    private async Task<TResponse> CallAsync(TRequest request, ServerCallContext context)
    {
        using var measured = _status.Metrics?.Calls.Begin(Name, NamespaceOf(request));
        try
        {
            _check(request);
            if (NeedsDisk)
            {
                _status.RefuseNewWorkIfStalled();
            }

            return await _handler(request, context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var failure = e as RpcException ?? RpcErrors.Translate(await SettledAsync(e, context).ConfigureAwait(false), Name, context);
            measured?.Fail(failure.StatusCode);
            throw failure;
        }
    }

    /// <summary>A refusal says what is the case, such as that a workflow runs or has ended: it leaves once a crash cannot undo that.</summary>
    private async Task<Exception> SettledAsync(Exception refusal, ServerCallContext context)
    {
        if (!NeedsDisk || refusal is not ServiceException { Code: StatusCode.AlreadyExists or StatusCode.NotFound or StatusCode.FailedPrecondition })
        {
            return refusal;
        }

        try
        {
            await _status.Settled().WaitAsync(context.CancellationToken).ConfigureAwait(false);
            return refusal;
        }
        catch (Exception unsettled)
        {
            return unsettled;
        }
    }

    private static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(static () => new T());
        return new(
            static (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => Parse(parser, context));
    }

    private static T Parse<T>(MessageParser<T> parser, DeserializationContext context)
        where T : IMessage<T>
    {
        if (context.PayloadLength > MaxRequestBytes)
        {
            // By these words the SDKs know what the matter is, and do not send it again.
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"grpc: received message after decompression larger than max {MaxRequestBytes}"));
        }

        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or DecoderFallbackException)
        {
            throw RpcErrors.Malformed(e);
        }
    }
}
