using Mdlc.Contracts.Evaluation;

namespace Mdlc.Learning.Importance;

/// <param name="Columns">Most important first; a column that the model does not use is exactly 0. Empty where the metric is undefined on the rows.</param>
/// <param name="Rows">Test rows that they were measured on.</param>
/// <param name="Unused">How many columns the model does not use.</param>
/// <param name="LeftOut">Columns that the model uses and that were not measured: those that it gains least from.</param>
public sealed record MeasuredImportance(IReadOnlyList<FeatureImportance> Columns, int Rows, int Unused, IReadOnlyList<string> LeftOut);
