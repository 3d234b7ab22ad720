using System.Text;
using Mdlc.Engine.Hashing;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>The delay of an action: the same for the same schedule and the same nominal time, whenever and wherever it is asked for.</summary>
internal static class Jitter
{
    /// <param name="seed">What tells schedules apart.</param>
    /// <param name="most">The delay is less than this.</param>
    public static TimeSpan Of(DateTime nominal, string seed, TimeSpan most)
    {
        var data = new byte[GoTime.Length + Encoding.UTF8.GetByteCount(seed)];
        GoTime.Write(nominal, data);
        Encoding.UTF8.GetBytes(seed, data.AsSpan(GoTime.Length));

        // 32 bits of hash times 32 bits of range, of which the upper half is the share.
        var range = (ulong)Math.Clamp(most.Ticks / TimeSpan.TicksPerMillisecond, 0, uint.MaxValue);
        return TimeSpan.FromMilliseconds((long)((FarmHash.Fingerprint32(data) * range) >> 32));
    }
}
