namespace Mdlc.Workflows.Monitoring;

/// <summary>A column that drifted; the predictions are one, too.</summary>
/// <param name="Severity">slight or strong.</param>
/// <param name="Importance">The column's share of what the model's deciding metric loses by shuffled columns, 0 to 1; null: it was not measured.</param>
/// <param name="ImportanceRank">1: no column matters more to the model.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record DriftedColumn(string Column, string Severity, double? Importance, int? ImportanceRank, string Reason);
