using System.Buffers.Binary;
using Google.Protobuf;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>
/// What a worker shows to answer a task. It names the life of the server that handed it out: after a restart every workflow task is handed
/// out anew, and old tokens are not found. An activity's token stays good as long as the start that it names is known.
/// </summary>
/// <param name="EventId">The scheduled event of the task.</param>
/// <param name="Attempt">The attempt of the task.</param>
/// <param name="Start">The started event of a workflow task.</param>
/// <param name="Number">The number of the hand-out: one that was taken back has another.</param>
internal readonly record struct TaskToken(long Epoch, long RunKey, long EventId, int Attempt, long Start, long Number)
{
    private const int Length = 44;

    public ByteString Encode()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), RunKey);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), EventId);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Attempt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), Number);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <exception cref="ServiceException">It is no token of this server.</exception>
    public static TaskToken Decode(ByteString token)
    {
        if (token.IsEmpty)
        {
            throw ServiceException.InvalidArgument("Task token not set on request.");
        }

        return TryDecode(token) ?? throw ServiceException.InvalidArgument("Error deserializing task token.");
    }

    /// <summary>Null when it is no token of a workflow's or an activity's task.</summary>
    public static TaskToken? TryDecode(ByteString token)
    {
        var bytes = token.Span;
        return bytes.Length != Length
            ? null
            : new TaskToken(
                BinaryPrimitives.ReadInt64LittleEndian(bytes),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]));
    }
}
