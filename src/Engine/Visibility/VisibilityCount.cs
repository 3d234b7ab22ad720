namespace Mdlc.Engine.Visibility;

/// <summary>A count of runs.</summary>
/// <param name="Groups">Empty when the query had no GROUP BY.</param>
public sealed record VisibilityCount(long Count, IReadOnlyList<VisibilityGroup> Groups);
