namespace Mdlc.Contracts.Runs;

/// <summary>Something that a run waited for before it began.</summary>
/// <param name="Rule">The spec's key that said so, such as <c>limits.cooldown</c>; or <c>run in flight</c>, or <c>paused</c>.</param>
public sealed record RunWait(string Rule, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>A person asked: the rule would have held the run until then, and did not.</summary>
    public bool IsWaived { get; init; }
}
