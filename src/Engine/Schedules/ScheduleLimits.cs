namespace Mdlc.Engine.Schedules;

/// <summary>The numbers of schedules, as the Temporal server has them.</summary>
internal static class ScheduleLimits
{
    /// <summary>Actions that wait for their turn; further ones are dropped and counted.</summary>
    public const int Buffer = 1000;

    /// <summary>Of these, what backfills may take.</summary>
    public const int BufferForBackfills = Buffer / 2;

    public const int RecentActions = 10;

    public const int FutureActions = 10;

    /// <summary>Recent and future actions in a list of schedules.</summary>
    public const int ActionsInList = 5;

    /// <summary>Parts of each kind of a spec in a list of schedules.</summary>
    public const int SpecPartsInList = 10;

    public const int MatchingTimes = 1000;

    public const int NoteLength = 1000;

    public static readonly TimeSpan DefaultCatchUpWindow = TimeSpan.FromDays(365);

    public static readonly TimeSpan ShortestCatchUpWindow = TimeSpan.FromSeconds(10);

    /// <summary>How long a schedule is kept that has nothing more to do.</summary>
    public static readonly TimeSpan IdleRetention = TimeSpan.FromDays(7);
}
