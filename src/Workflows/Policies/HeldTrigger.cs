using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Policies;

/// <summary>On record: a trigger that was dropped, or delayed by a limit.</summary>
/// <param name="Trigger">The first cause of those that waited together.</param>
/// <param name="What">For a person: which one.</param>
/// <param name="Rule">One of <see cref="RuleName"/>.</param>
/// <param name="From">Since when it was held, or when it was dropped.</param>
/// <param name="Until">When the run began; null: it was dropped.</param>
public sealed record HeldTrigger(RunTrigger Trigger, string What, string Rule, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>The run that was begun for it; null: it was dropped.</summary>
    public int? Run { get; init; }
}
