using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Reporting.Runs;

/// <summary>Where a report's numbers come from. What is not known is null.</summary>
public sealed record ReportFacts
{
    public required string Project { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>What set it off.</summary>
    public RunTrigger? Trigger { get; init; }

    /// <summary>What it was begun for; empty of runs of earlier versions.</summary>
    public IReadOnlyList<RunCause> Causes { get; init; } = [];

    /// <summary>What it waited for.</summary>
    public IReadOnlyList<RunWait> Waits { get; init; } = [];

    /// <summary>Data digest of the snapshot.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Where the rows were read.</summary>
    public string? Source { get; init; }

    /// <summary>The resolved spec, as text.</summary>
    public string? Spec { get; init; }

    /// <summary>The version that the run registered.</summary>
    public int? Version { get; init; }

    /// <summary>What a search looked through; null: not known, or there was none.</summary>
    public SearchSpace? Space { get; init; }

    /// <summary>What the scores of a search depended on, the most important first; none: it is not told.</summary>
    public IReadOnlyList<ParameterImportance> Importance { get; init; } = [];
}
