using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Mdlc.Learning.Features;

/// <summary>
/// Replaces missing numbers by the median. ML.NET's transform replaces by the mean of the rows that it is fitted to: it is fitted to one row, which
/// holds the medians.
/// </summary>
internal static class Medians
{
    /// <summary>Numbers held in memory at once.</summary>
    private const int MostAtOnce = 1 << 24;

    public static ITransformer Fit(MLContext ml, IDataView rows, InputOutputColumnPair[] columns)
    {
        var medians = new List<MadeColumn>();
        var count = (int)Math.Max(1, rows.GetRowCount() ?? MostAtOnce);
        foreach (var some in columns.Chunk(Math.Max(1, MostAtOnce / count)))
        {
            medians.AddRange(some.Zip(Of(rows, [.. some.Select(column => rows.Schema[column.InputColumnName])]), (column, median) => new MadeColumn(column.InputColumnName, _ => median)));
        }

        var one = new ColumnsBeside(ml.Data.TakeRows(rows, 1), medians);
        return ml.Transforms.ReplaceMissingValues(columns, MissingValueReplacingEstimator.ReplacementMode.Mean).Fit(one);
    }

    /// <summary>0 where there is none, as ML.NET's mean is.</summary>
    private static float[] Of(IDataView rows, DataViewSchema.Column[] columns)
    {
        using var cursor = rows.GetRowCursor(columns);
        var getters = Array.ConvertAll(columns, cursor.GetGetter<float>);
        var values = Array.ConvertAll(columns, _ => new List<float>());
        var value = 0f;
        while (cursor.MoveNext())
        {
            for (var i = 0; i < getters.Length; i++)
            {
                getters[i](ref value);
                if (!float.IsNaN(value))
                {
                    values[i].Add(value);
                }
            }
        }

        return Array.ConvertAll(values, MedianOf);
    }

    private static float MedianOf(List<float> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count == 0 ? 0
            : values.Count % 2 == 1 ? values[middle]
            : (float)(((double)values[middle - 1] + values[middle]) / 2);
    }
}
