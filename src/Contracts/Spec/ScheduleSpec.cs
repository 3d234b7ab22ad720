namespace Mdlc.Contracts.Spec;

/// <summary>When a model is trained by the clock.</summary>
public sealed record ScheduleSpec
{
    public const string DefaultTimeZone = "UTC";

    /// <summary>A night without a server is made good.</summary>
    public static readonly TimeSpan DefaultCatchUp = TimeSpan.FromDays(1);

    /// <summary>As a person wrote it.</summary>
    public required string Cron { get; init; }

    /// <summary>An IANA name.</summary>
    public string TimeZone { get; init; } = DefaultTimeZone;

    /// <summary>How late a time may be to be made good; older ones are counted as missed. From 10 s to a year.</summary>
    public TimeSpan CatchUp { get; init; } = DefaultCatchUp;

    /// <summary>Each time is put off by a part of this that is drawn; zero: it is not.</summary>
    public TimeSpan Jitter { get; init; }
}
