using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Mdlc.Learning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Importance;

/// <summary>
/// A model taken apart at its feature vector. Each input column has slots of its own there, so that shuffling the column among rows is
/// shuffling those slots: the features of a row are computed once, and only the predictor is run again.
/// </summary>
internal sealed class FeatureSpace
{
    private readonly TrainedModel _model;
    private readonly VBuffer<float>[] _rows;
    private readonly ILookup<string, SlotRange> _ranges;
    private readonly int _slots;

    public FeatureSpace(TrainedModel model, FeaturePlan plan, TrainerKind trainer, IDataView rows)
    {
        _model = model;
        var features = model.Parts.Features(rows);
        _rows = Read(model.Parts.Vectors(features));
        _slots = ModelParts.SlotsOf(features);
        Use = ModelUse.Of(model.Parts.Predictor, _slots);
        _ranges = FeaturePipeline.SlotsOf(plan, trainer, features.Schema).ToLookup(part => part.Column, part => part.Range, StringComparer.Ordinal);
    }

    public int Rows => _rows.Length;

    /// <summary>Null: nothing is known of what the predictor uses.</summary>
    public ModelUse? Use { get; }

    /// <summary>About what it costs to score a row again.</summary>
    public long StepsPerRow => (Use?.StepsPerRow ?? _slots) + (_rows.Length == 0 ? 0 : (long)_rows.Average(row => row.GetValues().Length));

    /// <summary>The sum of the model's gains from a column's slots; null: not known. 0: the model does not use the column.</summary>
    public double? GainOf(string column) => Use is { } use ? RangesOf(column).Sum(range => use.Gains[range.From..range.To].Sum()) : null;

    /// <summary>What the model says of the rows when a column's values are those of other rows.</summary>
    public ModelOutput Score(string column, int[] donors) => _model.Predict(new ShuffledVectors(_rows, _slots, RangesOf(column), donors));

    private SlotRange[] RangesOf(string column) => [.. _ranges[column]];

    private static VBuffer<float>[] Read(IDataView features)
    {
        var column = features.Schema[FeaturePipeline.Output];
        var vectors = new List<VBuffer<float>>();
        using var cursor = features.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        while (cursor.MoveNext())
        {
            VBuffer<float> vector = default;
            getter(ref vector);
            vectors.Add(vector);
        }

        return [.. vectors];
    }
}
