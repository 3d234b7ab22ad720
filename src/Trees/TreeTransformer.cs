using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Trees;

/// <summary>
/// A model's trees as the last part of an ML.NET pipeline, with the outputs of ML.NET's own trainers: <c>Score</c>, and with it <c>PredictedLabel</c>
/// and <c>Probability</c> where the task has them. It is saved by <see cref="TreeModelFile"/>: ML.NET lets only its own types write into its files.
/// </summary>
/// <param name="classes">Multiclass: the label's values in the order of their scores; empty otherwise.</param>
/// <param name="features">The column of the feature vector.</param>
public sealed class TreeTransformer(TreeModel model, IReadOnlyList<string> classes, string features) : ISingleFeaturePredictionTransformer<TreeModel>
{
    public TreeModel Model { get; } = classes.Count == (model.Objective == TreeObjective.Multiclass ? model.Outputs : 0)
        ? model
        : throw new ArgumentException($"Found {classes.Count} classes for {model.Outputs} scores of a {model.Objective} model.", nameof(classes));

    public IReadOnlyList<string> Classes { get; } = classes;

    public string FeatureColumnName { get; } = features;

    public DataViewType FeatureColumnType => new VectorDataViewType(NumberDataViewType.Single, Model.Slots);

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new TreeRowMapper(this, inputSchema).OutputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new TreeRowMapper(this, inputSchema);

    public IDataView Transform(IDataView input) => new TreeScoredView(new TreeRowMapper(this, input.Schema), input);

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException($"ML.NET cannot save the trees of LightGBM's text; {nameof(TreeModelFile)} can.");
}
