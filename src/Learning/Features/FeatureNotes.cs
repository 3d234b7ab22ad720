using System.Globalization;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Features;

/// <summary>What a person should know of a plan before it is learned from: nothing here changes it.</summary>
public static class FeatureNotes
{
    private const int MostNamed = 20;

    public static IReadOnlyList<string> Of(IReadOnlyList<FeatureStatistics> columns, FeaturePlan plan)
    {
        var roles = plan.Columns.ToDictionary(column => column.Name, column => column.Role, StringComparer.Ordinal);
        var numeric = columns.Where(column => roles[column.Name] == ColumnRole.Numeric).ToList();
        var rising = numeric.Where(RowNumbers.IsRisingWhole).ToList();
        var codes = numeric.Except(rising).Where(CodeNumbers.IsCode).ToList();
        return
        [
            .. plan.Columns.Where(c => c.Role == ColumnRole.Drop).Select(c => $"column '{c.Name}' is dropped: {c.Reason}"),
            .. rising.Select(column =>
                $"column '{column.Name}' rises from row to row; if it numbers the rows, or stands for the time at which they were written, drop it (transform.columns: drop)"),
            .. codes.Take(MostNamed).Select(column => string.Create(
                CultureInfo.InvariantCulture,
                $"column '{column.Name}' looks like a code: {Distinct(column)} whole numbers under a name of codes are learned as amounts; "
                + $"if their order means nothing, write types: text, or transform.columns: category or hash")),
        ];
    }

    private static string Distinct(FeatureStatistics column) =>
        column.HeadValues < column.Rows - column.Missing ? $"{column.HeadDistinct} and more" : $"{column.HeadDistinct}";
}
