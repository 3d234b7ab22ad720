using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Learning.Boosting;

/// <summary>Rows of eight numbers, some of them missing, and two categories by number; the label depends on some of each.</summary>
internal static class BoostingExample
{
    public const int Columns = 10;
    public const int Classes = 3;

    /// <summary>Categories of the last two columns.</summary>
    private const int Categories = 40;

    /// <param name="sparse">Most values are 0, and left out.</param>
    /// <param name="keep">Give zeros too.</param>
    public static BoostingRows Rows(ModelTask task, int rows, int seed, bool sparse = false, bool keep = false)
    {
        var view = new MLContext(seed: 0).Data.LoadFromEnumerable(Vectors(rows, seed, sparse).Select(vector => new Row
        {
            Features = sparse && !keep ? Sparse(vector) : new VBuffer<float>(Columns, vector), Label = LabelOf(task, vector),
        }).ToList());
        return BoostingRows.Read(view, nameof(Row.Features), nameof(Row.Label));
    }

    public static float[][] Vectors(int rows, int seed, bool sparse = false)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, Columns).Select(column => ValueOf(random, column, sparse)).ToArray())];
    }

    public static BoostingSettings Settings(ModelTask task, int segment, int iterations, params (string Name, double Value)[] options)
    {
        var given = new Dictionary<string, double>(StringComparer.Ordinal) { ["minimumExampleCountPerLeaf"] = 5, ["numberOfLeaves"] = 7 };
        foreach (var (name, value) in options)
        {
            given[name] = value;
        }

        var parameters = TrainerParameters.Resolve(task, TrainerKind.LightGbm, given);
        return new BoostingSettings(task, task == ModelTask.Multiclass ? Classes : 1, parameters, Seed: 3, Threads: 1, segment, iterations);
    }

    private static float ValueOf(Random random, int column, bool sparse)
    {
        var value = column >= Columns - 2 ? random.Next(Categories) : (float)(random.NextDouble() * 10 - 5);
        return random.Next(10) == 0 ? float.NaN : sparse && random.Next(4) != 0 ? 0 : value;
    }

    private static float LabelOf(ModelTask task, float[] vector)
    {
        var noise = Math.Abs(Math.Sin((Known(vector[3]) * 1000) + (Known(vector[4]) * 777)));
        var value = Known(vector[0]) + (Known(vector[1]) * Known(vector[2]) / 3) + (Known(vector[^1]) % 7 > 3 ? 2 : 0) + (noise * 4);
        return task switch
        {
            ModelTask.Binary => value > 2 ? 1 : 0,
            ModelTask.Multiclass => value > 4 ? 2 : value > 0 ? 1 : 0,
            _ => (float)value,
        };
    }

    private static double Known(float value) => float.IsNaN(value) ? 0 : value;

    private static VBuffer<float> Sparse(float[] vector)
    {
        var slots = Enumerable.Range(0, vector.Length).Where(slot => vector[slot] != 0).ToArray();
        return new VBuffer<float>(vector.Length, slots.Length, [.. slots.Select(slot => vector[slot])], slots);
    }

    private sealed class Row
    {
        [VectorType(Columns)]
        public VBuffer<float> Features { get; init; }

        public float Label { get; init; }
    }
}
