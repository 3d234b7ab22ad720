using System.Buffers.Binary;
using System.Text;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>The delay of an action: the same for the same schedule and the same nominal time, whenever and wherever it is asked for.</summary>
internal static class Jitter
{
    private const byte GoTimeVersion = 1;
    private const short GoUtc = -1;

    /// <param name="seed">What tells schedules apart.</param>
    /// <param name="most">The delay is less than this.</param>
    public static TimeSpan Of(DateTime nominal, string seed, TimeSpan most)
    {
        // Go's binary form of a UTC time, then the seed.
        var data = new byte[15 + Encoding.UTF8.GetByteCount(seed)];
        data[0] = GoTimeVersion;
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(1), nominal.Ticks / TimeSpan.TicksPerSecond);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(9), (int)(nominal.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        BinaryPrimitives.WriteInt16BigEndian(data.AsSpan(13), GoUtc);
        Encoding.UTF8.GetBytes(seed, data.AsSpan(15));

        // 32 bits of hash times 32 bits of range, of which the upper half is the share.
        var range = (ulong)Math.Clamp(most.Ticks / TimeSpan.TicksPerMillisecond, 0, uint.MaxValue);
        return TimeSpan.FromMilliseconds((long)((FarmHash.Fingerprint32(data) * range) >> 32));
    }
}
