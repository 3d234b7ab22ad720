namespace Mdlc.Engine.Schedules.Specs;

/// <summary>A time zone's clock, which reads and sets times as Go's does, also those that a change of the clock skips or repeats.</summary>
/// <param name="offsetAt">The offset from UTC at a moment in UTC.</param>
internal sealed class ZoneClock(Func<DateTime, TimeSpan> offsetAt)
{
    public static readonly ZoneClock Utc = new(static _ => TimeSpan.Zero);

    /// <summary>The clock of a zone of the system's time zone database.</summary>
    /// <param name="name">An IANA name; empty for UTC.</param>
    /// <exception cref="InvalidSpecException">The database has no such zone.</exception>
    public static ZoneClock Named(string name)
    {
        if (name is "" or "UTC")
        {
            return Utc;
        }

        if (name.Contains("..", StringComparison.Ordinal) || name[0] is '/' or '\\')
        {
            throw new InvalidSpecException("time: invalid location name");
        }

        // The database's own file where there is one: .NET's zones do not know rules such as a change at 24:00 of a weekday.
        return ZoneFile.Find(name) is { } file ? ZoneFile.Read(File.ReadAllBytes(file))
            : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? new ZoneClock(zone.GetUtcOffset)
            : throw new InvalidSpecException($"unknown time zone {name}");
    }

    /// <summary>What the zone's clocks show at a moment.</summary>
    public DateTime Read(DateTime utc) => DateTime.SpecifyKind(utc + offsetAt(utc), DateTimeKind.Unspecified);

    /// <summary>
    /// A moment at which the clocks show this. When they show it twice or never, it is one of the moments that would be right with the
    /// offset before or after the change: the one that Go's <c>time.Date</c> gives.
    /// </summary>
    public DateTime Set(DateTime local)
    {
        var asUtc = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        return asUtc - offsetAt(asUtc - offsetAt(asUtc));
    }
}
