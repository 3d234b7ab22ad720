namespace Mdlc.Learning.Statistics;

/// <summary>
/// A statistic of rows of which row i counts <paramref name="weights"/>[i] times; NaN where it is undefined on them. It holds no state
/// that a call changes, unless it says so.
/// </summary>
public delegate double WeightedStatistic(ReadOnlySpan<int> weights);
