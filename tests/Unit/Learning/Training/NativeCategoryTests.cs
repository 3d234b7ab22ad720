using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Explanations;
using Mdlc.Learning.Training;

namespace Mdlc.Unit.Tests.Learning.Training;

/// <summary>A category whose number says nothing of its amount: only a split by sets has it in one node.</summary>
public sealed class NativeCategoryTests : IDisposable
{
    private const int Categories = 40;
    private const int RowsOfEach = 25;

    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-native-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fit_ANativeColumn_SplitsItBySets()
    {
        // Two leaves: one split has to part all of them.
        var native = Worst(Fit(ColumnRole.Native, leaves: 2));
        var ordinal = Worst(Fit(ColumnRole.Ordinal, leaves: 2));

        Assert.InRange(native, 0, 0.1);
        Assert.InRange(ordinal, 0.3, 1);
    }

    [Fact]
    public void Score_AfterLoading_IsTheSame_AlsoForWhatTrainingDidNotSee()
    {
        var model = Fit(ColumnRole.Native, leaves: 8);
        var file = Path.Combine(_folder, "model.zip");
        model.Save(file);
        var rows = new ColumnarDataView([ColumnarDataViewColumn.OfTexts("c", ["name 3", "never seen", null, ""])], 4);

        var loaded = TrainedModel.Load(file, ModelTask.Binary, label: null).Score(rows);

        Assert.Equal(model.Score(rows).Scores, loaded.Scores);
        Assert.All(loaded.Scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal(loaded.Scores[1], loaded.Scores[2]);
    }

    [Fact]
    public void Explain_ANativeColumn_GivesAllToIt()
    {
        var model = Fit(ColumnRole.Native, leaves: 8);
        var rows = Rows();

        var explanation = ModelExplainer.Of(model, Plan(ColumnRole.Native), TrainerKind.LightGbm, LeafCounter.Of(model)!.Counts)!.Explain(rows);

        Assert.Equal(["c"], explanation.Columns);
        Assert.All(Enumerable.Range(0, 200), row => Assert.Equal(explanation.Scores[row], explanation.Base[row] + explanation.Contributions[0][row], 1e-5));
    }

    /// <summary>The farthest that any category's probability lies from its truth.</summary>
    private static double Worst(TrainedModel model)
    {
        var scores = model.Score(Rows()).Scores;
        return Enumerable.Range(0, Categories * RowsOfEach).Max(row => Math.Abs(scores[row] - (IsPositive(row / RowsOfEach) ? 1 : 0)));
    }

    private static bool IsPositive(int category) => category * 7 % Categories % 2 == 0;

    private static TrainedModel Fit(ColumnRole role, int leaves) => new ModelTrainer(
        ModelTask.Binary,
        new TrainSpec
        {
            CheckpointEvery = 50,
            Params = new Dictionary<string, double>
            {
                ["numberOfLeaves"] = leaves, ["numberOfIterations"] = 100, ["learningRate"] = 0.3, ["minimumExampleCountPerLeaf"] = 1, ["minimumExampleCountPerGroup"] = 1,
                ["categoricalSmoothing"] = 0, ["l2CategoricalRegularization"] = 0, ["maximumCategoricalSplitPointCount"] = Categories,
            },
        },
        Plan(role)).Fit(Rows(), TrainingRowsExample.Label);

    private static FeaturePlan Plan(ColumnRole role) => new([new FeatureColumn("c", ColumnType.Text, role, true, "")]);

    private static ColumnarDataView Rows() => new(
    [
        ColumnarDataViewColumn.OfTexts("c", Enumerable.Range(0, Categories * RowsOfEach).Select(row => $"name {row / RowsOfEach}")),
        TrainingRowsExample.LabelOf(ModelTask.Binary, [.. Enumerable.Range(0, Categories * RowsOfEach).Select(row => IsPositive(row / RowsOfEach) ? 9f : -9f)]),
    ], Categories * RowsOfEach);
}
