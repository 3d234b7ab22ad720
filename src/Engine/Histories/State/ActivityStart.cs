using System.Buffers.Binary;
using System.Text;

namespace Mdlc.Engine.Histories.State;

/// <summary>
/// That an attempt of an activity is in a worker's hands: what the log needs so that the worker's answer is accepted after a restart. It
/// is written with every hand-out and therefore small.
/// </summary>
internal readonly record struct ActivityStart(
    long ScheduledEventId, int Attempt, long Number, DateTime Time, Guid RequestId, bool IsReset, bool ForgetsHeartbeats, string Identity)
{
    private const int FixedLength = 45;

    public static ActivityStart Of(PendingActivity activity) => new(
        activity.ScheduledEventId, activity.Attempt, activity.StartNumber, activity.StartedTime!.Value, Guid.Parse(activity.RequestId),
        activity.IsReset, activity.ForgetsHeartbeats, activity.StartedIdentity);

    public static ActivityStart Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
        new DateTime(BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]), DateTimeKind.Utc),
        new Guid(bytes[28..44]),
        (bytes[44] & 1) != 0,
        (bytes[44] & 2) != 0,
        Encoding.UTF8.GetString(bytes[FixedLength..]));

    public byte[] Encode()
    {
        var bytes = new byte[FixedLength + Encoding.UTF8.GetByteCount(Identity)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, ScheduledEventId);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Attempt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), Time.Ticks);
        RequestId.TryWriteBytes(bytes.AsSpan(28));
        bytes[44] = (byte)((IsReset ? 1 : 0) | (ForgetsHeartbeats ? 2 : 0));
        Encoding.UTF8.GetBytes(Identity, bytes.AsSpan(FixedLength));
        return bytes;
    }

    /// <summary>Puts the activity back into its worker's hands.</summary>
    public void Restore(PendingActivity activity)
    {
        activity.Attempt = Attempt;
        activity.StartNumber = Number;
        activity.StartedTime = Time;
        activity.RequestId = RequestId.ToString();
        activity.StartedIdentity = Identity;
        activity.IsReset = IsReset;
        activity.ForgetsHeartbeats = ForgetsHeartbeats;
    }
}
