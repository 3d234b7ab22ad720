using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Errors as gRPC carries them: code, text, and the detail message in the trailer <c>grpc-status-details-bin</c>.</summary>
internal static class RpcErrors
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    public static RpcException Translate(Exception exception, string method, ServerCallContext context) => exception switch
    {
        ServiceException refused => Refusal(refused),
        InvalidVisibilityRequestException wrong => new RpcException(new Status(StatusCode.InvalidArgument, wrong.Message)),
        OperationCanceledException when context.CancellationToken.IsCancellationRequested => new RpcException(
            context.Deadline <= DateTime.MaxValue && context.Deadline != DateTime.MaxValue
                ? new Status(StatusCode.DeadlineExceeded, "context deadline exceeded")
                : new Status(StatusCode.Cancelled, "context canceled")),
        OperationCanceledException => new RpcException(new Status(StatusCode.Unavailable, "The server is stopping.")),
        InvalidProtocolBufferException malformed => new RpcException(new Status(StatusCode.InvalidArgument, malformed.Message)),
        DamagedRecordException damaged => Damage(damaged),
        SqliteException unreadable when SqliteError.MeansDamage(unreadable) => Damage(unreadable),
        _ => new RpcException(new Status(StatusCode.Internal, $"{method}: {exception.Message}", exception)),
    };

    /// <summary>The bytes of a request are none of its message. Temporal answers INTERNAL, which clients take for the server's fault and retry.</summary>
    public static RpcException Malformed(Exception cause) => new(new Status(
        StatusCode.InvalidArgument,
        $"grpc: error unmarshalling request: {(cause.GetBaseException() is DecoderFallbackException ? "string field contains invalid UTF-8" : cause.Message)}"));

    /// <summary>What a failed call tells its caller: the status in the trailer, or made from code and text where there is none.</summary>
    public static GrpcStatus StatusOf(RpcException failure) =>
        failure.Trailers.GetValueBytes(DetailsTrailer) is { } details
            ? GrpcStatus.Parser.ParseFrom(details)
            : new GrpcStatus { Code = (int)failure.StatusCode, Message = failure.Status.Detail };

    private static RpcException Damage(Exception damage) => new(new Status(
        StatusCode.DataLoss, $"the database cannot be read ({damage.Message.TrimEnd('.')}). Stop the engine and put a backup in its place.", damage));

    private static RpcException Refusal(ServiceException refused)
    {
        var status = new Status(refused.Code, refused.Message);
        if (refused.Detail is null)
        {
            return new RpcException(status);
        }

        var details = new GrpcStatus { Code = (int)refused.Code, Message = refused.Message, Details = { Any.Pack(refused.Detail) } };
        return new RpcException(status, new Metadata { { DetailsTrailer, details.ToByteArray() } });
    }
}
