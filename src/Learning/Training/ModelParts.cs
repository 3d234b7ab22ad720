using Mdlc.Learning.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Training;

/// <summary>A model cut at its feature vector: what makes the vector, and what predicts from it.</summary>
internal sealed class ModelParts
{
    /// <summary>Beyond so many slots the filling of a whole vector costs more than looking slots up in a sparse one.</summary>
    private const int MostDenseSlots = 16_384;

    private readonly ITransformer[] _features;
    private readonly ITransformer[] _predictor;
    private readonly bool _isTrees;

    public ModelParts(ITransformer model)
    {
        var parts = Flat(model).ToList();
        var first = parts.FindIndex(part => part is IPredictionTransformer<object>);
        (_features, _predictor) = ([.. parts.Take(first)], [.. parts.Skip(first)]);
        Predictor = ((IPredictionTransformer<object>)parts[first]).Model;
        _isTrees = ModelUse.IsTrees(Predictor);
    }

    /// <summary>The parameters that were fitted.</summary>
    public object Predictor { get; }

    /// <summary>Rows with the features of the plan's columns, one by one and as the vector that they make.</summary>
    public IDataView Features(IDataView rows) => _features.Aggregate(rows, (view, part) => part.Transform(view));

    /// <summary>
    /// The vectors as the predictor reads them fastest. Those for trees are dense where they can be: a tree looks up a slot at each of its
    /// nodes, which in a sparse vector is a search, and what it says is the same to the bit. Of weights it would not be: a sparse product
    /// adds in another order.
    /// </summary>
    public IDataView Vectors(IDataView features) => _isTrees && SlotsOf(features) <= MostDenseSlots ? new DenseVectors(features) : features;

    public IDataView Predict(IDataView vectors) => _predictor.Aggregate(vectors, (view, part) => part.Transform(view));

    public static int SlotsOf(IDataView features) => ((VectorDataViewType)features.Schema[FeaturePipeline.Output].Type).Size;

    private static IEnumerable<ITransformer> Flat(ITransformer transformer) =>
        transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flat) : [transformer];
}
