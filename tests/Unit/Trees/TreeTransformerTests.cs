using System.IO.Compression;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Trees;
using Mdlc.Unit.Tests.Learning.Boosting;
using Mdlc.Unit.Tests.Learning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Trees;

public sealed class TreeTransformerTests
{
    private const string Vector = "Vector";
    private const int RowCount = 300;

    private static readonly string[] Classes = ["low", "größer", "high"];

    public static TheoryData<ModelTask> Tasks => [ModelTask.Binary, ModelTask.Multiclass, ModelTask.Regression];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Transform_AfterSaveAndLoad_HasTheOutputsOfMlNetsTrainers_ByLightGbmsScores(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var model = Train(task);
        var vectors = BoostingExample.Vectors(RowCount, seed: 5, sparse: true);
        using var booster = BoosterHandle.Load(model.Text);
        var raw = booster.Predict([.. vectors.SelectMany(vector => vector)], BoostingExample.Columns, model.Outputs).Chunk(model.Outputs).ToList();

        // Every other vector is sparse.
        var scored = SavedAndLoaded(task, model).Transform(RowsOf(vectors));

        switch (task)
        {
            case ModelTask.Binary:
                var chances = raw.Select(score => 1 / (1 + Math.Exp(-score[0]))).ToList();
                AssertNear(raw.Select(score => score[0]), scored.GetColumn<float>("Score"));
                AssertNear(chances, scored.GetColumn<float>("Probability"));
                Assert.Equal(chances.Select(chance => chance > 0.5), scored.GetColumn<bool>("PredictedLabel"));
                break;
            case ModelTask.Multiclass:
                AssertNear(raw.SelectMany(Softmax), scored.GetColumn<float[]>("Score").SelectMany(scores => scores));
                Assert.Equal(raw.Select(scores => (uint)Array.IndexOf(scores, scores.Max()) + 1), scored.GetColumn<uint>("PredictedLabel"));
                VBuffer<ReadOnlyMemory<char>> names = default;
                scored.Schema["Score"].GetSlotNames(ref names);
                Assert.Equal(Classes, names.DenseValues().Select(name => name.ToString()));
                scored.Schema["PredictedLabel"].GetKeyValues(ref names);
                Assert.Equal(Classes, names.DenseValues().Select(name => name.ToString()));
                break;
            default:
                AssertNear(raw.Select(score => score[0]), scored.GetColumn<float>("Score"));
                break;
        }
    }

    [Fact]
    public void Transform_ByCursorsOfSeveralThreads_ScoresEachRowOnce()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var scored = SavedAndLoaded(ModelTask.Regression, Train(ModelTask.Regression)).Transform(RowsOf(BoostingExample.Vectors(RowCount, seed: 5)));
        var score = scored.Schema["Score"];

        var found = new List<float>();
        foreach (var cursor in scored.GetRowCursorSet([score], 3))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(score);
                while (cursor.MoveNext())
                {
                    var value = 0f;
                    getter(ref value);
                    found.Add(value);
                }
            }
        }

        Assert.Equal(scored.GetColumn<float>(score).Order(), found.Order());
    }

    [Fact]
    public void Transform_RowsWithoutTheVector_OrOfAnotherLength_IsRefused()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var transformer = new TreeTransformer(Train(ModelTask.Regression), [], "Other");
        Assert.Throws<ArgumentException>(() => transformer.Transform(RowsOf(BoostingExample.Vectors(3, seed: 5))));

        var shorter = new MLContext(1).Data.LoadFromEnumerable([new Short()]);
        Assert.Throws<ArgumentException>(() => new TreeTransformer(transformer.Model, [], Vector).Transform(shorter));
        Assert.Throws<ArgumentException>(() => new TreeTransformer(transformer.Model, ["a", "b"], Vector));
    }

    [Theory]
    [InlineData("Trees/model.txt", null, "entry Trees/model.txt is missing")]
    [InlineData("Trees/head.json", """{"features":"Vector","classes":["a","b"]}""", "names 2")]
    public void Load_AModelWhoseTreesAreNotWhole_IsRefusedWithASentence(string entry, string? content, string said)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        using var file = Saved(ModelTask.Multiclass, Train(ModelTask.Multiclass));
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry(entry)!.Delete();
            if (content is not null)
            {
                using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
                writer.Write(content);
            }
        }

        file.Position = 0;
        var fault = Assert.Throws<FaultException>(() => TreeModelFile.Load(new MLContext(1), file, out _));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    private static void AssertNear(IEnumerable<double> expected, IEnumerable<float> found)
    {
        var (wanted, said) = (expected.ToList(), found.ToList());
        Assert.Equal(wanted.Count, said.Count);
        Assert.All(wanted.Zip(said), pair => Assert.Equal(pair.First, pair.Second, 1e-6 * Math.Max(1, Math.Abs(pair.First))));
    }

    private static IEnumerable<double> Softmax(double[] raw)
    {
        var powers = Array.ConvertAll(raw, Math.Exp);
        return powers.Select(power => power / powers.Sum());
    }

    private static TreeModel Train(ModelTask task) =>
        new BoostingRun(BoostingExample.Settings(task, 10, 30), BoostingExample.Rows(task, 1000, 1), null, null, null, null).Run().Model;

    private static MemoryStream Saved(ModelTask task, TreeModel model)
    {
        var (ml, rows) = (new MLContext(1), RowsOf(BoostingExample.Vectors(3, seed: 5)));
        var features = ml.Transforms.CopyColumns("Copied", Vector).Fit(rows);
        var file = new MemoryStream();
        TreeModelFile.Save(ml, features.Append(new TreeTransformer(model, task == ModelTask.Multiclass ? Classes : [], "Copied")), rows.Schema, file);
        file.Position = 0;
        return file;
    }

    private static ITransformer SavedAndLoaded(ModelTask task, TreeModel model)
    {
        using var file = Saved(task, model);
        return TreeModelFile.Load(new MLContext(1), file, out _);
    }

    private static IDataView RowsOf(float[][] vectors) =>
        new MLContext(1).Data.LoadFromEnumerable(vectors.Select((vector, i) => new Row { Vector = i % 2 == 0 ? Sparse(vector) : new VBuffer<float>(vector.Length, vector) }).ToList());

    private static VBuffer<float> Sparse(float[] vector)
    {
        var slots = Enumerable.Range(0, vector.Length).Where(slot => vector[slot] != 0).ToArray();
        return new VBuffer<float>(vector.Length, slots.Length, [.. slots.Select(slot => vector[slot])], slots);
    }

    private sealed class Row
    {
        [VectorType(BoostingExample.Columns)]
        public VBuffer<float> Vector { get; init; }
    }

    private sealed class Short
    {
        [VectorType(BoostingExample.Columns - 1)]
        public float[] Vector { get; init; } = new float[BoostingExample.Columns - 1];
    }
}
