using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>Where the next page of a history starts. It is bound to its run: a run id never changes under a reader.</summary>
/// <param name="Next">The first event of the next page.</param>
/// <param name="End">The first event not to be read; 0 for "wherever the history ends then".</param>
/// <param name="IncludesTransient">The reader is a worker whose task has events that are not in history.</param>
internal readonly record struct HistoryPageToken(string RunId, long Next, long End, bool IncludesTransient)
{
    /// <summary>Events of one page at most.</summary>
    public const int MaximumPage = 256;

    public ByteString Encode()
    {
        var bytes = new byte[17 + Encoding.UTF8.GetByteCount(RunId)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Next);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), End);
        bytes[16] = IncludesTransient ? (byte)1 : (byte)0;
        Encoding.UTF8.GetBytes(RunId, bytes.AsSpan(17));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <exception cref="ServiceException">It is no page token of this server.</exception>
    public static HistoryPageToken Decode(ByteString token)
    {
        var bytes = token.Span;
        return bytes.Length < 17 || !Guid.TryParse(Encoding.UTF8.GetString(bytes[17..]), out _)
            ? throw ServiceException.InvalidArgument("Invalid NextPageToken.")
            : new HistoryPageToken(
                Encoding.UTF8.GetString(bytes[17..]), BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), bytes[16] == 1);
    }
}
