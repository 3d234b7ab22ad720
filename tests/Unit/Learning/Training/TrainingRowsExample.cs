using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Learning.Training;

/// <summary>Rows with a column of every role; the label depends on the number and the category.</summary>
internal static class TrainingRowsExample
{
    public const string Label = "label";

    public static FeaturePlan Plan { get; } = new(
    [
        new FeatureColumn("number", ColumnType.Number, ColumnRole.Numeric, true, ""),
        new FeatureColumn("category", ColumnType.Text, ColumnRole.Category, false, ""),
        new FeatureColumn("hashed", ColumnType.Text, ColumnRole.Hash, false, ""),
        new FeatureColumn("flag", ColumnType.Boolean, ColumnRole.Boolean, false, ""),
        new FeatureColumn("time", ColumnType.Timestamp, ColumnRole.Date, true, ""),
        new FeatureColumn("text", ColumnType.Text, ColumnRole.Text, true, ""),
        new FeatureColumn("dropped", ColumnType.Text, ColumnRole.Drop, false, ""),
    ]);

    public static ColumnarDataView Create(ModelTask task, int rows = 600)
    {
        var random = new Random(7);
        var numbers = new float[rows];
        var categories = new string[rows];
        var values = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            numbers[i] = i % 20 == 0 ? float.NaN : (float)((random.NextDouble() * 8) - 4);
            categories[i] = new[] { "a", "b", "c" }[random.Next(3)];
            values[i] = (float.IsNaN(numbers[i]) ? 0 : numbers[i]) + (categories[i] == "a" ? 2 : 0) + (float)(random.NextDouble() * 0.2);
        }

        return new ColumnarDataView(
        [
            ColumnarDataViewColumn.OfSingles("number", numbers),
            ColumnarDataViewColumn.OfTexts("category", categories),
            ColumnarDataViewColumn.OfTexts("hashed", Enumerable.Range(0, rows).Select(i => $"city {i % 97}")),
            ColumnarDataViewColumn.OfSingles("flag", [.. Enumerable.Range(0, rows).Select(i => (float)(i % 2))]),
            ColumnarDataViewColumn.OfDoubles("time", [.. Enumerable.Range(0, rows).Select(i => i % 30 == 0 ? double.NaN : 1.6e9 + (i * 3600.0))]),
            ColumnarDataViewColumn.OfTexts("text", Enumerable.Range(0, rows).Select(i => i % 50 == 0 ? null : $"the quick fox number {i % 13} jumps")),
            LabelOf(task, values),
        ], rows);
    }

    public static ColumnarDataViewColumn LabelOf(ModelTask task, float[] values) => task switch
    {
        ModelTask.Binary => ColumnarDataViewColumn.OfFlags(Label, [.. values.Select(v => v > 1)]),
        ModelTask.Multiclass => ColumnarDataViewColumn.OfKeys(Label, [.. values.Select(v => v > 2 ? 3u : v > 0 ? 2u : 1u)], ["low", "middle", "high"]),
        _ => ColumnarDataViewColumn.OfSingles(Label, values),
    };
}
