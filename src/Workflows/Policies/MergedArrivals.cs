namespace Mdlc.Workflows.Policies;

/// <summary>Arrivals that wait and are carried as a number alone: the oldest, when many wait.</summary>
/// <param name="Rows">What they said of their rows, together.</param>
/// <param name="First">When the first of them was heard of; null of arrivals of earlier versions.</param>
public sealed record MergedArrivals(long Count, long Rows, DateTimeOffset? First)
{
    /// <summary>One of them did not say its rows.</summary>
    public bool IsUncounted { get; init; }
}
