using Mdlc.Contracts.Models;
using Mdlc.Learning.Features;
using Mdlc.Learning.Training;
using Mdlc.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Explanations;

/// <summary>Counts the rows that end at each leaf of a model's trees, a part of the rows at a time.</summary>
public sealed class LeafCounter
{
    private readonly TrainedModel _model;
    private readonly IReadOnlyList<TreeEnsemble> _ensembles;
    private readonly long[][][] _counts;
    private long _rows;

    private LeafCounter(TrainedModel model, IReadOnlyList<TreeEnsemble> ensembles)
    {
        (_model, _ensembles) = (model, ensembles);
        if (model.Parts.Predictor is TreeModel text)
        {
            _counts = [.. Enumerable.Range(0, text.Outputs).Select(output => TreeEnsembles.OfOutput(text, output).Select(tree => tree.LeafRows.ToArray()).ToArray())];
            _rows = text.Trees.Select(tree => tree.LeafRows.Sum()).DefaultIfEmpty().Max();
            IsComplete = true;
            return;
        }

        _counts = [.. ensembles.Select(ensemble => ensemble.Trees.Select(tree => new long[tree.Leaves.Length]).ToArray())];
    }

    /// <summary>The model itself says what there is to count (of a sampled tree the rows that it was made of): no rows are to be added.</summary>
    public bool IsComplete { get; }

    /// <summary>Of the rows that were added.</summary>
    public LeafCounts Counts => new(_rows, _counts);

    /// <returns>Null when the model is not made of trees.</returns>
    public static LeafCounter? Of(TrainedModel model) => TreeEnsembles.Of(model) is { } ensembles ? new LeafCounter(model, ensembles) : null;

    /// <param name="rows">Some of those that the model was trained on.</param>
    public void Add(IDataView rows, CancellationToken cancellationToken = default)
    {
        if (IsComplete)
        {
            throw new InvalidOperationException("The model says itself how many rows end where.");
        }

        var view = _model.Parts.Features(rows);
        var column = view.Schema[FeaturePipeline.Output];
        var row = new float[((VectorDataViewType)column.Type).Size];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            getter(ref vector);
            vector.CopyTo(row);
            for (var e = 0; e < _ensembles.Count; e++)
            {
                for (var t = 0; t < _ensembles[e].Trees.Count; t++)
                {
                    _counts[e][t][_ensembles[e].Trees[t].LeafOf(row)]++;
                }
            }

            _rows++;
        }
    }
}
