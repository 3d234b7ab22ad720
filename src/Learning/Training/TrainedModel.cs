using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Training;

/// <summary>A fitted model: features and predictor in one. Safe for any number of threads at once.</summary>
/// <param name="inputs">The columns that it reads.</param>
/// <param name="label">Regression: the plan's rescaling of the label.</param>
public sealed class TrainedModel(MLContext ml, ITransformer transformer, DataViewSchema inputs, ModelTask task, Rescaling? label)
{
    private readonly Lazy<ModelParts> _parts = new(() => new ModelParts(transformer));

    public ITransformer Transformer { get; } = transformer;

    public DataViewSchema Inputs { get; } = inputs;

    public ModelTask Task { get; } = task;

    internal ModelParts Parts => _parts.Value;

    /// <inheritdoc cref="Load(Stream, ModelTask, Rescaling?)"/>
    public static TrainedModel Load(string file, ModelTask task, Rescaling? label)
    {
        using var stream = File.OpenRead(file);
        return Load(stream, task, label);
    }

    /// <param name="label">Regression: the rescaling of the label in the plan that the model was trained by.</param>
    public static TrainedModel Load(Stream stream, ModelTask task, Rescaling? label)
    {
        var ml = new MLContext(seed: 0);
        var transformer = TreeModelFile.Load(ml, stream, out var inputs);
        return new TrainedModel(ml, transformer, inputs, task, label);
    }

    /// <summary>Writes a normalised zip aside and renames it into place: the file is there whole or not at all.</summary>
    /// <returns>The model's digest.</returns>
    public string Save(string file)
    {
        using var raw = new MemoryStream();
        TreeModelFile.Save(ml, Transformer, Inputs, raw);
        raw.Position = 0;
        var aside = $"{file}.partial";
        string digest;
        using (var target = new FileStream(aside, FileMode.Create, FileAccess.ReadWrite))
        {
            ModelDigest.Normalize(raw, target);
            target.Flush(flushToDisk: true);
            target.Position = 0;
            digest = ModelDigest.Of(target);
        }

        File.Move(aside, file, overwrite: true);
        return digest;
    }

    /// <param name="rows">The columns of <see cref="Inputs"/>; others are left alone.</param>
    public ModelOutput Score(IDataView rows) => Predict(Parts.Vectors(Parts.Features(rows)));

    /// <param name="vectors">Rows with the feature vector alone.</param>
    internal ModelOutput Predict(IDataView vectors) => Read(Parts.Predict(vectors));

    private ModelOutput Read(IDataView scored) => Task switch
    {
        ModelTask.Binary => ModelOutput.OfProbabilities(ReadSingles(scored, "Probability")),
        ModelTask.Multiclass => ModelOutput.OfClasses(ReadVectors(scored, "Score"), ClassesOf(scored.Schema["Score"])),
        _ => ModelOutput.OfNumbers(ReadSingles(scored, "Score"), label),
    };

    private static IReadOnlyList<string> ClassesOf(DataViewSchema.Column score)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static float[] ReadSingles(IDataView view, string name)
    {
        var values = new List<float>(Capacity(view));
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<float>(view.Schema[name]);
        float value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    private static List<float[]> ReadVectors(IDataView view, string name)
    {
        var values = new List<float[]>(Capacity(view));
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema[name]);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add([.. value.DenseValues()]);
        }

        return values;
    }

    private static int Capacity(IDataView view) => checked((int)(view.GetRowCount() ?? 0));
}
