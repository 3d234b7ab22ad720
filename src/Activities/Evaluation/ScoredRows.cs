using System.Collections;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Evaluation;

/// <summary>Rows of a Parquet file beside what a model says of them.</summary>
/// <param name="Model">The model that scored them.</param>
/// <param name="Inputs">The plan's input columns.</param>
/// <param name="Labels">The truth that the predictions are measured by.</param>
/// <param name="LabelTexts">The label as it stands in the file.</param>
/// <param name="Output">What the model says.</param>
/// <param name="Threshold">Binary: the probability from which on the model calls a row positive.</param>
/// <param name="Predictions">The same beside the truth.</param>
internal sealed record ScoredRows(
    TrainedModel Model,
    ColumnarDataView Inputs,
    ColumnarDataViewColumn Labels,
    ColumnarDataViewColumn LabelTexts,
    ModelOutput Output,
    double Threshold,
    Predictions Predictions)
{
    private const int FewestRowsOfAPart = 5000;

    /// <param name="threshold">Binary: the model's.</param>
    /// <param name="keep">By row number: which rows; null: all.</param>
    public static async Task<ScoredRows> LoadAsync(
        DuckDbSession session,
        string parquet,
        ModelSpec spec,
        FeaturePlan plan,
        TrainedModel model,
        double threshold,
        BitArray? keep,
        CancellationToken cancellationToken)
    {
        var schema = SnapshotSchema.Read(session, parquet, cancellationToken);
        var label = SnapshotLabel.Of(spec.Label, schema, spec.Task, spec.Positive);
        var types = schema.ToDictionary(column => column.Name, column => column.Type);
        // By the types of this file: an earlier model's plan may know a column as whole numbers that has fractions by now.
        var inputColumns = SnapshotDataViewColumn.InputsOf(plan).Select(column => column with { Type = types[column.Name] });
        var rows = await SnapshotDataView.LoadAsync(session, parquet, [.. inputColumns, label.Source], keep, cancellationToken);
        var texts = rows[spec.Label];
        var inputs = rows.Without(spec.Label);
        var output = Score(model, inputs, spec.Train.Threads);
        var labels = label.ForJudging(texts, output.Classes);
        return new ScoredRows(model, inputs, labels, texts, output, threshold, output.Judge(labels.Values, threshold));
    }

    /// <summary>A part for each thread, where there is enough to do.</summary>
    private static ModelOutput Score(TrainedModel model, ColumnarDataView inputs, int threads)
    {
        var parts = Math.Clamp(inputs.Rows / FewestRowsOfAPart, 1, threads);
        if (parts == 1)
        {
            return model.Score(inputs);
        }

        var outputs = new ModelOutput[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            var from = (int)((long)inputs.Rows * part / parts);
            var to = (int)((long)inputs.Rows * (part + 1) / parts);
            outputs[part] = model.Score(inputs.Gather([.. Enumerable.Range(from, to - from)]));
        });
        return ModelOutput.Join(outputs);
    }

    /// <summary>The values of a column as text, row by row; null where missing.</summary>
    public static async Task<IReadOnlyList<string?>> TextsAsync(
        DuckDbSession session, string parquet, string column, CancellationToken cancellationToken)
    {
        var schema = SnapshotSchema.Read(session, parquet, cancellationToken);
        var known = schema.FirstOrDefault(c => c.Name == column)
            ?? throw FaultException.InSpec(
                $"Found '{column}' in evaluate.slices, expected one of the columns {string.Join(", ", schema.Select(c => c.Name))}; correct the name.");
        var source = new SnapshotDataViewColumn(known.Name, known.Type, ColumnarDataViewKind.Text);
        var view = await SnapshotDataView.LoadAsync(session, parquet, [source], keep: null, cancellationToken);
        return [.. Enumerable.Range(0, view.Rows).Select(view[column].TextOf)];
    }
}
