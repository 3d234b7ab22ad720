using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace Mdlc.Conformance.Tests.BadRequests;

/// <summary>Calls whose requests are bytes, so that they may be what no message class can hold, with any deadline or none.</summary>
internal sealed class RawCalls(string address) : IDisposable
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    /// <summary>How often the real server may lose a change of a namespace to one of another scenario; clients try again, as with any UNAVAILABLE.</summary>
    private const int MostTries = 10;
    private const string LostRace = "conditional update error";

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    public void Dispose() => _channel.Dispose();

    /// <returns>How the call ended: a code, and the text where it failed.</returns>
    public async Task<Status> CallAsync(MethodDescriptor method, byte[] request, DateTime? deadline, CancellationToken cancellationToken)
    {
        var status = await CallOnceAsync(method, request, deadline, cancellationToken);
        for (var tries = 1; tries < MostTries && status.StatusCode == StatusCode.Unavailable && status.Detail.Contains(LostRace, StringComparison.Ordinal); tries++)
        {
            status = await CallOnceAsync(method, request, deadline, cancellationToken);
        }

        return status;
    }

    private async Task<Status> CallOnceAsync(MethodDescriptor method, byte[] request, DateTime? deadline, CancellationToken cancellationToken)
    {
        var raw = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);
        try
        {
            using var call = _channel.CreateCallInvoker().AsyncUnaryCall(raw, null, new CallOptions(deadline: deadline, cancellationToken: cancellationToken), request);
            await call.ResponseAsync;
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }
}
