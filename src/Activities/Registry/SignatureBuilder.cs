using Mdlc.Catalog;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Activities.Registry;

/// <summary>Says what a candidate takes and gives, and tries it: a row is scored before the version is published.</summary>
internal static class SignatureBuilder
{
    public static async Task<ModelSignature> BuildAsync(
        ModelSpec spec,
        IReadOnlyList<SnapshotColumn> columns,
        FeaturePlan plan,
        double threshold,
        Home home,
        string trainFile,
        Stream modelZip,
        CancellationToken cancellationToken)
    {
        var label = SnapshotLabel.Of(spec.Label, columns, spec.Task, spec.Positive);
        var (classes, type) = spec.Task == ModelTask.Regression
            ? ([], ColumnType.Number)
            : ClassesOf(label, await LoadAsync(label, home, trainFile, cancellationToken));
        var signature = new ModelSignature
        {
            Rules = spec.Source.Rules,
            Task = spec.Task,
            Label = label.Name,
            LabelType = type,
            LabelRescaling = plan.Label,
            Threshold = threshold,
            Classes = classes,
            Inputs =
            [
                .. plan.Columns
                    .Where(column => column.Role != ColumnRole.Drop)
                    .Select(column => InputOf(column, spec.Source)),
            ],
            Outputs = [],
        };
        var scorer = ModelScorer.Load(modelZip, signature);
        var outputs = scorer.Score(scorer.ProbeRow()).Columns;
        return signature with
        {
            Outputs =
            [
                .. outputs.Select(output => new SignatureOutput(output.Name, output.Type) { DoublePrecision = output.Values is double[] }),
            ],
        };
    }

    /// <summary>By the first rules a server reads numbers, ISO 8601 and texts as they are: there is nothing to say.</summary>
    private static SignatureInput InputOf(FeatureColumn column, SourceSpec source)
    {
        var input = new SignatureInput(column.Name, column.Type, column.Role, column.HasMissing) { Rescaling = column.Rescaling };
        if (source.Rules < ReadingRules.Second)
        {
            return input;
        }

        var reading = ColumnReading.Of(source, new SnapshotColumn(column.Name, column.Type));
        return input with { Format = reading.Format, NullWords = reading.NullWords };
    }

    private static async Task<ColumnarDataViewColumn> LoadAsync(
        SnapshotLabel label, Home home, string trainFile, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        var rows = await SnapshotDataView.LoadAsync(session, trainFile, [label.Source], cancellationToken: cancellationToken);
        return rows[label.Name];
    }

    /// <summary>The label's values in the model's order, and their type.</summary>
    private static (IReadOnlyList<string> Classes, ColumnType Type) ClassesOf(SnapshotLabel label, ColumnarDataViewColumn loaded)
    {
        var values = SnapshotLabel.ClassesOf(loaded);
        if (label.Task == ModelTask.Multiclass)
        {
            return (values, label.Type);
        }

        var flags = (bool[])label.ForTrainer(loaded).Values;
        var positive = values.Where(value => IsFlagged(loaded, flags, value)).ToArray();
        var negative = values.Except(positive).ToArray();

        // With more than two values, what is not positive has no one name.
        return (positive, negative) is ([var yes], [var no])
            ? ([no, yes], label.Type)
            : ([$"not {positive[0]}", positive[0]], ColumnType.Text);
    }

    private static bool IsFlagged(ColumnarDataViewColumn loaded, bool[] flags, string value)
    {
        var code = loaded.Texts!.ToList().IndexOf(value);
        return flags[Array.IndexOf((int[])loaded.Values, code)];
    }
}
