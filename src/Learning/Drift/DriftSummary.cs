using System.Globalization;
using Mdlc.Contracts.Monitoring;

namespace Mdlc.Learning.Drift;

/// <summary>A comparison in one line.</summary>
internal static class DriftSummary
{
    /// <param name="columns">Drifted ones first.</param>
    public static string Of(IReadOnlyList<ColumnDrift> columns, ColumnDrift? predictions)
    {
        var drifted = columns.Where(column => column.Status == DriftStatus.Drift).ToList();
        var unknown = columns.Count(column => column.Status == DriftStatus.Inconclusive);
        var told = drifted.Count == 0
            ? $"none of {columns.Count} columns drifted"
            : $"{drifted.Count} of {columns.Count} columns drifted: {string.Join(", ", drifted.Select(Told))}";
        var said = predictions is { Status: DriftStatus.Drift } ? $"{told}; the predictions drifted ({WordOf(predictions.Severity)})" : told;
        return unknown == 0 ? said : $"{said}; {unknown} cannot be judged ({columns.First(c => c.Status == DriftStatus.Inconclusive).Reason})";
    }

    private static string Told(ColumnDrift column) => column.Importance is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{column.Column} ({WordOf(column.Severity)}, importance {100 * share:0} %)")
        : $"{column.Column} ({WordOf(column.Severity)})";

    private static string WordOf(DriftSeverity? severity) => severity == DriftSeverity.Strong ? "strong" : "slight";
}
