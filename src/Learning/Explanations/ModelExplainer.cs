using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Mdlc.Learning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Explanations;

/// <summary>Tells what each input column adds to a model's scores, exactly. Safe for any number of threads at once.</summary>
public sealed class ModelExplainer
{
    /// <summary>Beyond single precision's own: what differs by more was not read off the trees rightly.</summary>
    private const double MostApart = 1e-4;

    private readonly TrainedModel _model;
    private readonly FeaturePlan _plan;
    private readonly TrainerKind _trainer;
    private readonly IReadOnlyList<TreeEnsemble> _ensembles;
    private readonly IReadOnlyList<IReadOnlyList<TreeShapley>> _trees;
    private readonly double[] _bases;
    private readonly int _pathLength;

    private ModelExplainer(
        TrainedModel model, FeaturePlan plan, TrainerKind trainer, IReadOnlyList<TreeEnsemble> ensembles, LeafCounts counts)
    {
        (_model, _plan, _trainer, _ensembles) = (model, plan, trainer, ensembles);
        if (counts.Ensembles.Count != ensembles.Count || counts.Ensembles.Zip(ensembles).Any(pair => pair.First.Count != pair.Second.Trees.Count))
        {
            throw FaultException.InEnvironment("The rows by leaf are those of another model; expected a list for each of its trees. Register it anew: mdlc run");
        }

        _trees = [.. ensembles.Zip(counts.Ensembles, (ensemble, leaves) => ensemble.Trees.Zip(leaves, (tree, rows) => new TreeShapley(tree, rows)).ToList())];
        _bases = [.. ensembles.Zip(_trees, (ensemble, trees) => ensemble.Bias + trees.Sum(tree => tree.Expected))];
        _pathLength = _trees.SelectMany(trees => trees).Select(tree => tree.PathLength).DefaultIfEmpty(1).Max();
    }

    /// <returns>Null when the model is not made of trees.</returns>
    public static ModelExplainer? Of(TrainedModel model, FeaturePlan plan, TrainerKind trainer, LeafCounts counts) =>
        TreeEnsembles.Of(model) is { } ensembles ? new ModelExplainer(model, plan, trainer, ensembles, counts) : null;

    /// <summary>Whether a model is one that contributions can be told of.</summary>
    public static bool IsOfTrees(TrainedModel model) => TreeEnsembles.Of(model) is not null;

    /// <exception cref="FaultException">The contributions do not add up to what the model says.</exception>
    public Explanation Explain(IDataView rows)
    {
        var features = _model.Parts.Features(rows);
        var scored = _model.Parts.Predict(features);
        var (vectorColumn, scoreColumn) = (scored.Schema[FeaturePipeline.Output], scored.Schema["Score"]);
        var row = new float[((VectorDataViewType)vectorColumn.Type).Size];
        var (names, columnOf) = Columns(features.Schema, row.Length);
        var (bases, scores, classes) = (new List<double>(), new List<double>(), new List<int>());
        var contributions = names.Select(_ => new List<double>()).ToList();
        var bySlot = new double[row.Length];
        var byColumn = new double[names.Count];
        var paths = new PathElement[_pathLength];
        using var cursor = scored.GetRowCursor([vectorColumn, scoreColumn]);
        var vectors = cursor.GetGetter<VBuffer<float>>(vectorColumn);
        var said = ScoresOf(cursor, scoreColumn);
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            vectors(ref vector);
            vector.CopyTo(row);
            var raw = _ensembles.Select(ensemble => Score(ensemble, row)).ToArray();
            var which = Array.IndexOf(raw, raw.Max());
            Array.Clear(bySlot);
            foreach (var tree in _trees[which])
            {
                tree.AddTo(bySlot, row, paths);
            }

            Array.Clear(byColumn);
            for (var slot = 0; slot < bySlot.Length; slot++)
            {
                byColumn[columnOf[slot]] += bySlot[slot];
            }

            RequireSum(_bases[which] + byColumn.Sum(), raw, which, said());
            bases.Add(Shown(_bases[which], isScore: true));
            scores.Add(Shown(raw[which], isScore: true));
            classes.Add(which);
            for (var c = 0; c < names.Count; c++)
            {
                contributions[c].Add(Shown(byColumn[c], isScore: false));
            }
        }

        return new Explanation([.. bases], [.. scores], _ensembles.Count > 1 ? [.. classes] : null, names, [.. contributions.Select(column => column.ToArray())]);
    }

    private static double Score(TreeEnsemble ensemble, float[] row) => ensemble.Bias + ensemble.Trees.Sum(tree => tree.Leaves[tree.LeafOf(row)]);

    /// <summary>A regression's label may have been rescaled for the trainer: what is told is in its own unit.</summary>
    private double Shown(double value, bool isScore) => _plan.Label is { } label && _model.Task == ModelTask.Regression
        ? (value / label.Scale) + (isScore ? label.Shift : 0)
        : value;

    /// <summary>What the model itself says: a raw score, or the probability of each class.</summary>
    private static Func<float[]> ScoresOf(DataViewRow cursor, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var single = cursor.GetGetter<float>(column);
            return () =>
            {
                var score = 0f;
                single(ref score);
                return [score];
            };
        }

        var getter = cursor.GetGetter<VBuffer<float>>(column);
        return () =>
        {
            VBuffer<float> scores = default;
            getter(ref scores);
            return [.. scores.DenseValues()];
        };
    }

    private static void RequireSum(double sum, double[] raw, int which, float[] said)
    {
        var apart = Math.Abs(sum - raw[which]);
        var fromModel = said.Length == 1 ? Math.Abs(raw[0] - said[0]) / Math.Max(1, Math.Abs(said[0])) : Math.Abs(Softmax(raw, which) - said[which]);
        if (!(apart <= MostApart * Math.Max(1, Math.Abs(raw[which]))) || !(fromModel <= MostApart))
        {
            throw FaultException.InEnvironment(
                $"The columns' contributions add up to {sum:R}, the trees to {raw[which]:R}, and the model says {said[which]:R}: they cannot be told of this model. Predict without --explain.");
        }
    }

    private static double Softmax(double[] raw, int which) => 1 / raw.Sum(score => Math.Exp(score - raw[which]));

    private (IReadOnlyList<string> Names, int[] ColumnOf) Columns(DataViewSchema schema, int slots)
    {
        var names = _plan.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => column.Name).ToList();
        var columnOf = new int[slots];
        foreach (var (column, range) in FeaturePipeline.SlotsOf(_plan, _trainer, schema))
        {
            Array.Fill(columnOf, names.IndexOf(column), range.From, range.To - range.From);
        }

        return (names, columnOf);
    }
}
