using System.Buffers.Binary;

namespace Mdlc.Engine.Hashing;

/// <summary>Go's binary form of a time in UTC.</summary>
internal static class GoTime
{
    public const int Length = 15;

    private const byte Version = 1;
    private const short Utc = -1;

    /// <param name="into">At least <see cref="Length"/> bytes.</param>
    public static void Write(DateTime time, Span<byte> into)
    {
        into[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(into[1..], time.Ticks / TimeSpan.TicksPerSecond);
        BinaryPrimitives.WriteInt32BigEndian(into[9..], (int)(time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        BinaryPrimitives.WriteInt16BigEndian(into[13..], Utc);
    }
}
