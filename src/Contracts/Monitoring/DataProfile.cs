namespace Mdlc.Contracts.Monitoring;

/// <summary>The profile of a data set, such as the training rows that later windows are compared with.</summary>
public sealed record DataProfile(long Rows, IReadOnlyList<ColumnProfile> Columns);
