using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Contracts.Runs;

/// <summary>What a run came to: the document that <c>mdlc run --json</c> ends with. What has not happened yet, or never will, is null.</summary>
public sealed record RunReport
{
    /// <summary>A report goes through every stage's history: it holds no more trials than a person reads.</summary>
    public const int MostTrials = 20;

    /// <summary><c>project/model/n</c>.</summary>
    public required string Run { get; init; }

    public required string Model { get; init; }

    public required RunState State { get; init; }

    public RunTrigger Trigger { get; init; }

    /// <summary>The version registered by this run.</summary>
    public int? Version { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>False: the gate had no rule that applied, and <see cref="Verdict"/> is pass for want of one. Null: not known.</summary>
    public bool? Judged { get; init; }

    /// <summary>The champion's version when the run made that very model again: nothing was promoted.</summary>
    public int? SameAs { get; init; }

    /// <summary>The deciding metric's name.</summary>
    public string? Metric { get; init; }

    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>The deciding metric with its interval; null where nothing was measured, and of runs of earlier versions.</summary>
    public MetricValue? Deciding { get; init; }

    /// <summary>The best trials of the search, at most <see cref="MostTrials"/>; all of them are in the evaluation. Null: there was no search, or it has not ended.</summary>
    public Leaderboard? Leaderboard { get; init; }

    /// <summary>The champion's version once the run has ended.</summary>
    public int? Champion { get; init; }

    /// <summary>The snapshot's data digest.</summary>
    public string? Snapshot { get; init; }

    public string? ModelDigest { get; init; }

    public RowCounts Rows { get; init; } = new(null, null, null);

    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>
    /// The run's pages by the names of their files in the run's folder, as the artifact store has them: <c>report.html</c>, <c>validation.html</c>. Empty
    /// until they are made, and of runs of earlier versions.
    /// </summary>
    public IReadOnlyDictionary<string, ArtifactRef> Pages { get; init; } = new Dictionary<string, ArtifactRef>();

    /// <summary>Path of the HTML report.</summary>
    public string? Report { get; init; }

    /// <summary>Where the promoted version answers; null when no server runs.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The sentence that says why, for a run that failed or is suspended.</summary>
    public string? Error { get; init; }

    /// <summary>What the run took over from an earlier one; null: nothing.</summary>
    public TakeOver? TakenOver { get; init; }

    /// <summary>What people changed while it was suspended, oldest first.</summary>
    public IReadOnlyList<RunChange> Changes { get; init; } = [];

    /// <summary>What a queued run waits for. Derived by whoever shows it, never stored.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>What it was begun for, at most <see cref="RunCause.Most"/>. Empty until it begins, and of runs of earlier versions.</summary>
    public IReadOnlyList<RunCause> Causes { get; init; } = [];

    /// <summary>What it waited for, and what would have held it.</summary>
    public IReadOnlyList<RunWait> Waits { get; init; } = [];

    public DateTimeOffset? Started { get; init; }

    public double? Seconds { get; init; }
}
