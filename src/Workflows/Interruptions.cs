namespace Mdlc.Workflows;

/// <summary>How work whose process was killed is begun again by itself: decision 0003.</summary>
public static class Interruptions
{
    /// <summary>How often, before a person is asked.</summary>
    public const int Most = 50;

    /// <summary>Since then an interruption is recorded, and the work pauses before it is begun again.</summary>
    internal const string Told = "interruptions-told";

    private const double LongestPauseSeconds = 30;

    /// <summary>How long the work rests before it is begun again: what kills each one at once must not keep a machine busy with it.</summary>
    /// <param name="interruptions">From 1.</param>
    public static TimeSpan Pause(int interruptions) => TimeSpan.FromSeconds(Math.Min(LongestPauseSeconds, Math.Pow(2, interruptions - 1)));
}
