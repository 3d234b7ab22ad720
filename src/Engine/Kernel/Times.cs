namespace Mdlc.Engine.Kernel;

/// <summary>Conversions between protobuf's times and .NET's, with protobuf's idea of "not set".</summary>
internal static class Times
{
    /// <summary>7 300 years: longer than anything is, and the sum of a few is still a span.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromTicks(TimeSpan.MaxValue.Ticks / 4);

    public static bool IsSet(this Duration? duration) => duration is not null && (duration.Seconds > 0 || duration.Nanos > 0);

    /// <summary>The duration, zero when unset or negative.</summary>
    public static TimeSpan OrZero(this Duration? duration) =>
        duration.IsSet() && duration!.ToTimeSpanClamped() is { Ticks: > 0 } span ? span : TimeSpan.Zero;

    /// <summary>The duration, as near as one can come to it; also one that protobuf does not allow is somewhere, as on Temporal.</summary>
    public static TimeSpan ToTimeSpanClamped(this Duration duration) =>
        TimeSpan.FromTicks(Clamped(duration.Seconds, duration.Nanos, 0, -Longest.Ticks, Longest.Ticks));

    /// <summary>The time, the first or the last of all when it lies beyond them.</summary>
    public static DateTime ToDateTimeClamped(this Timestamp time) =>
        new(Clamped(time.Seconds, time.Nanos, DateTime.UnixEpoch.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    /// <summary>Whether the duration is one that protobuf allows; an unset one is.</summary>
    public static bool IsValid(this Duration? duration) =>
        duration is null
        || (duration.Seconds is >= Duration.MinSeconds and <= Duration.MaxSeconds && Math.Abs((long)duration.Nanos) < Duration.NanosecondsPerSecond
            && Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) >= 0);

    /// <summary>Whether the time lies in the years 1 to 9999; an unset one does.</summary>
    public static bool IsValid(this Timestamp? time) =>
        time is null || (time.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && time.Nanos is >= 0 and < Duration.NanosecondsPerSecond);

    /// <summary>The time, the epoch when unset.</summary>
    public static DateTime OrZero(this Timestamp? time) => time?.ToDateTimeClamped() ?? DateTime.UnixEpoch;

    public static Timestamp ToTimestamp(this DateTime time) => Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    public static Duration ToDuration(this TimeSpan span) => Duration.FromTimeSpan(span);

    /// <summary>Adds, and stops at the end of time instead of overflowing.</summary>
    public static DateTime AddClamped(this DateTime time, TimeSpan span) => span > DateTime.MaxValue - time ? DateTime.MaxValue : time + span;

    private static long Clamped(long seconds, int nanos, long origin, long least, long most) =>
        (long)Int128.Clamp(((Int128)seconds * TimeSpan.TicksPerSecond) + (nanos / TimeSpan.NanosecondsPerTick) + origin, least, most);

    public static DateTime Earlier(DateTime a, DateTime b) => a <= b ? a : b;
}
