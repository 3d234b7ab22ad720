using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Mdlc.Engine.Bench.Drivers;

/// <summary>WorkflowService's calls without an SDK: a request type's name says which call it is of.</summary>
internal sealed class GrpcCalls(GrpcChannel channel, TimeProvider time)
{
    /// <summary>Longer than a poll waits; Temporal refuses a poll without a deadline.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(70);

    private readonly CallInvoker _invoker = channel.CreateCallInvoker();

    public async Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellationToken = default)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        using var call = _invoker.AsyncUnaryCall(Methods<TRequest, TResponse>.Method, null, Options(cancellationToken), request);
        return await call.ResponseAsync;
    }

    private CallOptions Options(CancellationToken cancellationToken) =>
        new(deadline: time.GetUtcNow().UtcDateTime + Limit, cancellationToken: cancellationToken);

    private static class Methods<TRequest, TResponse>
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        public static readonly Method<TRequest, TResponse> Method = new(
            MethodType.Unary,
            "temporal.api.workflowservice.v1.WorkflowService",
            typeof(TRequest).Name[..^"Request".Length],
            Marshaller<TRequest>(),
            Marshaller<TResponse>());

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
                context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
        }
    }
}
