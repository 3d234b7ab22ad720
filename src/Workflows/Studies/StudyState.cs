using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <summary>Everything that a study goes by, apart from what is under way: it goes over into a new history as it is.</summary>
public sealed record StudyState
{
    /// <summary>Null: the study has not begun.</summary>
    public PreparedStudy? Prepared { get; init; }

    /// <summary>Trials that have ended, by number; there may be gaps.</summary>
    public IReadOnlyList<TrialResult> Trials { get; init; } = [];

    /// <summary>Number of the next trial.</summary>
    public int Next { get; init; }

    public required int Parallel { get; init; }

    public required StudyBudget Budget { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>Why it ends now, whatever is left of its budget; null: it does not.</summary>
    public string? Ending { get; init; }

    /// <summary>Seconds that had passed, pauses left out, when the clock was last set.</summary>
    public double Seconds { get; init; }
}
