using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace Mdlc.Unit.Tests.Catalog.Models;

/// <summary>A model of a few hundred made-up rows: an amount, a colour, whole hours as a category, an event time.</summary>
internal sealed class SmallModel
{
    private SmallModel(ModelSignature signature, ColumnarDataView rows, ITransformer model, byte[] zip)
    {
        Signature = signature;
        Rows = rows;
        Model = model;
        Zip = zip;
    }

    public static IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("amount", ColumnType.Number, ColumnRole.Numeric, HasMissing: true, "numbers"),
        new("colour", ColumnType.Text, ColumnRole.Category, HasMissing: false, "3 distinct values"),
        new("hour", ColumnType.Integer, ColumnRole.Category, HasMissing: false, "spec"),
        new("at", ColumnType.Timestamp, ColumnRole.Date, HasMissing: false, "time"),
        new("member", ColumnType.Boolean, ColumnRole.Boolean, HasMissing: false, "boolean"),
    ];

    public ModelSignature Signature { get; }

    /// <summary>The rows it was trained on, the label included.</summary>
    public ColumnarDataView Rows { get; }

    public ITransformer Model { get; }

    public byte[] Zip { get; }

    /// <param name="seed">Another seed is another model.</param>
    public static SmallModel Train(ModelTask task, int seed = 1, int rows = 400)
    {
        var view = MakeRows(task, seed, rows);
        var ml = new MLContext(seed);
        var features = ml.Transforms.Categorical.OneHotEncoding([new("feature:colour", "colour"), new("feature:hour", "hour")])
            .Append(ml.Transforms.Conversion.ConvertType("feature:at", "at", DataKind.Single))
            .Append(ml.Transforms.Concatenate("Features", "amount", "member", "feature:colour", "feature:hour", "feature:at"));
        var model = features.Append(TrainerOf(ml, task, seed)).Fit(view);
        using var zip = new MemoryStream();
        ml.Model.Save(model, view.Schema, zip);
        return new SmallModel(SignatureOf(task), view, model, zip.ToArray());
    }

    public static ModelSignature SignatureOf(ModelTask task) => new()
    {
        Task = task,
        Label = "label",
        LabelType = task == ModelTask.Regression ? ColumnType.Number : ColumnType.Text,
        Classes = task switch
        {
            ModelTask.Binary => ["no", "yes"],
            ModelTask.Multiclass => ["high", "low", "middle"],
            _ => [],
        },
        Inputs = [.. Columns.Select(column => new SignatureInput(column.Name, column.Type, column.Role, column.HasMissing))],
        Outputs = task switch
        {
            ModelTask.Binary =>
            [
                new(OutputName.Prediction, ColumnType.Text), new(OutputName.Probability, ColumnType.Number), new(OutputName.Score, ColumnType.Number),
            ],
            ModelTask.Multiclass =>
            [
                new(OutputName.Prediction, ColumnType.Text),
                .. new[] { "high", "low", "middle" }.Select(name => new SignatureOutput(OutputName.ProbabilityOf(name), ColumnType.Number)),
            ],
            _ => [new(OutputName.Prediction, ColumnType.Number)],
        },
    };

    private static IEstimator<ITransformer> TrainerOf(MLContext ml, ModelTask task, int seed) => task switch
    {
        ModelTask.Binary => ml.BinaryClassification.Trainers.LightGbm(
            new LightGbmBinaryTrainer.Options { LabelColumnName = "label", NumberOfIterations = 10, NumberOfThreads = 1, Seed = seed }),
        ModelTask.Multiclass => ml.MulticlassClassification.Trainers.LightGbm(
            new LightGbmMulticlassTrainer.Options { LabelColumnName = "label", NumberOfIterations = 5, NumberOfThreads = 1, Seed = seed }),
        _ => ml.Regression.Trainers.LightGbm(
            new LightGbmRegressionTrainer.Options { LabelColumnName = "label", NumberOfIterations = 10, NumberOfThreads = 1, Seed = seed }),
    };

    private static ColumnarDataView MakeRows(ModelTask task, int seed, int rows)
    {
        var random = new Random(seed);
        var amount = Many(rows, i => i % 17 == 0 ? float.NaN : (float)(random.NextDouble() * 100));
        var colour = Many(rows, _ => new[] { "red", "green", "blue" }[random.Next(3)]);
        var hour = Many(rows, _ => CanonicalText.Of((long)random.Next(24)));
        var at = Many(rows, i => 1_700_000_000.0 + (i * 3600));
        var member = Many(rows, _ => (float)random.Next(2));
        var truth = Many(rows, i => (float.IsNaN(amount[i]) ? 0 : amount[i]) + (colour[i] == "red" ? 50 : 0) + (10 * member[i]));
        return new ColumnarDataView(
            [
                ColumnarDataViewColumn.OfSingles("amount", amount),
                ColumnarDataViewColumn.OfTexts("colour", colour),
                ColumnarDataViewColumn.OfTexts("hour", hour),
                ColumnarDataViewColumn.OfDoubles("at", at),
                ColumnarDataViewColumn.OfSingles("member", member),
                task switch
                {
                    ModelTask.Binary => ColumnarDataViewColumn.OfFlags("label", [.. truth.Select(value => value > 75)]),
                    ModelTask.Multiclass => ColumnarDataViewColumn.OfKeys(
                        "label", [.. truth.Select(value => value > 100 ? 1u : value < 50 ? 2u : 3u)], ["high", "low", "middle"]),
                    _ => ColumnarDataViewColumn.OfSingles("label", truth),
                },
            ],
            rows);
    }

    private static T[] Many<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
