using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Monitoring;

namespace Mdlc.Learning.Drift;

/// <summary>How much a model depends on each of its columns, in shares of the whole: losses in a metric's units say nothing by themselves.</summary>
internal sealed class ColumnWeights
{
    private readonly Dictionary<string, (double Share, int Rank)> _weights = new(StringComparer.Ordinal);

    /// <param name="importances">Null or empty: not measured.</param>
    public ColumnWeights(IReadOnlyList<FeatureImportance>? importances)
    {
        var known = (importances ?? []).Where(importance => double.IsFinite(importance.Loss)).OrderByDescending(importance => importance.Loss).ToList();
        var all = known.Sum(importance => Math.Max(0, importance.Loss));
        for (var i = 0; i < known.Count; i++)
        {
            _weights[known[i].Column] = (all > 0 ? Math.Max(0, known[i].Loss) / all : 0, i + 1);
        }
    }

    public ColumnDrift Of(ColumnDrift column) => _weights.TryGetValue(column.Column, out var weight)
        ? column with { Importance = weight.Share, ImportanceRank = weight.Rank }
        : column;
}
