using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Starter.Commands;

/// <summary>A line of <c>mdlc runs --json</c>.</summary>
/// <param name="Seconds">From its start to its end, or to now.</param>
internal sealed record RunRow(
    string Run, string Model, RunState State, RunTrigger Trigger, DateTimeOffset? Started, double? Seconds, Verdict? Verdict)
{
    /// <summary>The deciding metric, with its interval where the run knows it; null: nothing was measured.</summary>
    public MetricValue? Deciding { get; init; }

    /// <summary>The version that it registered.</summary>
    public int? Version { get; init; }

    /// <summary>What it waits for or struggles with; null when it does neither.</summary>
    public string? Note { get; init; }

    /// <summary>What it was begun for; empty until it begins.</summary>
    public IReadOnlyList<RunCause> Causes { get; init; } = [];

    /// <summary>What it waited for, and what would have held it.</summary>
    public IReadOnlyList<RunWait> Waits { get; init; } = [];

    /// <summary>False: no rule applied, and the verdict is pass for want of one. Null: not known.</summary>
    public bool? Judged { get; init; }
}
