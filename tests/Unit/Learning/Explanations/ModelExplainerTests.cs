using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Explanations;
using Mdlc.Learning.Training;
using Mdlc.Unit.Tests.Learning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Learning.Explanations;

public sealed class ModelExplainerTests
{
    private static readonly TrainerKind[] Trees = [TrainerKind.LightGbm, TrainerKind.FastTree];

    public static TheoryData<ModelTask, TrainerKind> Pairs => ModelTrainerTests.Pairs();

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Explain_EveryTrainer_AddsUpToWhatTheModelSays_OrIsNotOfTrees(ModelTask task, TrainerKind trainer)
    {
        ModelTrainerTests.SkipWithout(trainer);
        var rows = TrainingRowsExample.Create(task);
        var model = Saved(new ModelTrainer(task, new TrainSpec { Trainer = trainer, Seed = 1 }, TrainingRowsExample.Plan).Fit(rows, TrainingRowsExample.Label), task);
        var counts = Counted(model, rows);
        if (!Trees.Contains(trainer))
        {
            Assert.Null(counts);
            Assert.False(ModelExplainer.IsOfTrees(model));
            return;
        }

        var explained = ModelExplainer.Of(model, TrainingRowsExample.Plan, trainer, counts!)!.Explain(rows);

        Assert.Equal(["number", "category", "hashed", "flag", "time", "text"], explained.Columns);
        Assert.All(counts!.Ensembles.SelectMany(trees => trees), leaves => Assert.Equal(rows.Rows, leaves.Sum()));
        var said = Said(model, rows);
        for (var row = 0; row < rows.Rows; row++)
        {
            var sum = explained.Base[row] + explained.Contributions.Sum(column => column[row]);
            Assert.Equal(explained.Scores[row], sum, 1e-5);
            if (task == ModelTask.Multiclass)
            {
                Assert.Equal(Array.IndexOf(said[row], said[row].Max()), explained.Classes![row]);
            }
            else
            {
                Assert.Equal(said[row][0], sum, 1e-5 * Math.Max(1, Math.Abs(sum)));
            }
        }

        // The label follows from these two.
        Assert.True(explained.Contributions[0].Max() - explained.Contributions[0].Min() > explained.Contributions[3].Max() - explained.Contributions[3].Min());
    }

    /// <summary>Splits by sets of categories, with rows whose category is missing or was never seen.</summary>
    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Explain_NativeCategories_AddUpToWhatTheModelSays(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var plan = new FeaturePlan([.. TrainingRowsExample.Plan.Columns.Select(
            column => column.Name is "category" or "hashed" ? column with { Role = ColumnRole.Native } : column)]);
        var spec = new TrainSpec { CheckpointEvery = 7, Params = new Dictionary<string, double> { ["minimumExampleCountPerGroup"] = 5, ["numberOfIterations"] = 30 } };
        var rows = TrainingRowsExample.Create(task);
        var model = Saved(new ModelTrainer(task, spec, plan).Fit(rows, TrainingRowsExample.Label), task);
        var counter = LeafCounter.Of(model)!;
        Assert.True(counter.IsComplete);
        var texts = Enumerable.Range(0, rows.Rows).Select(i => i % 5 == 0 ? null : i % 7 == 0 ? "unseen" : new[] { "a", "b", "c" }[i % 3]);
        var served = rows.With(Mdlc.Catalog.DataViews.ColumnarDataViewColumn.OfTexts("category", texts));

        foreach (var some in new[] { rows, served })
        {
            var explained = ModelExplainer.Of(model, plan, TrainerKind.LightGbm, counter.Counts)!.Explain(some);
            var said = Said(model, some);
            for (var row = 0; row < some.Rows; row++)
            {
                Assert.Equal(explained.Scores[row], explained.Base[row] + explained.Contributions.Sum(column => column[row]), 1e-5);
                Assert.Equal(
                    task == ModelTask.Multiclass ? Array.IndexOf(said[row], said[row].Max()) : said[row][0],
                    task == ModelTask.Multiclass ? explained.Classes![row] : explained.Scores[row],
                    1e-5);
            }

            Assert.Contains(explained.Contributions[1], part => Math.Abs(part) > 0.01);
        }
    }

    [Fact]
    public void Explain_ByRowsOfAnotherModel_IsRefused()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.FastTree);
        var rows = TrainingRowsExample.Create(ModelTask.Regression);
        var model = new ModelTrainer(ModelTask.Regression, new TrainSpec { Trainer = TrainerKind.FastTree, Seed = 1 }, TrainingRowsExample.Plan).Fit(rows, TrainingRowsExample.Label);
        var counts = Counted(model, rows)!;

        var fault = Assert.Throws<Mdlc.Contracts.Faults.FaultException>(
            () => ModelExplainer.Of(model, TrainingRowsExample.Plan, TrainerKind.FastTree, counts with { Ensembles = [[.. counts.Ensembles[0].Skip(1)]] }));
        Assert.Contains("another model", fault.Message, StringComparison.Ordinal);
    }

    private static LeafCounts? Counted(TrainedModel model, IDataView rows)
    {
        var counter = LeafCounter.Of(model);
        counter?.Add(rows);
        return counter?.Counts;
    }

    private static TrainedModel Saved(TrainedModel model, ModelTask task)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("mdlc-explain-").FullName, "model.zip");
        try
        {
            model.Save(file);
            return TrainedModel.Load(file, task, label: null);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static List<float[]> Said(TrainedModel model, IDataView rows)
    {
        var scored = model.Transformer.Transform(rows);
        var column = scored.Schema["Score"];
        var said = new List<float[]>();
        using var cursor = scored.GetRowCursor([column]);
        while (cursor.MoveNext())
        {
            if (column.Type is VectorDataViewType)
            {
                VBuffer<float> scores = default;
                cursor.GetGetter<VBuffer<float>>(column)(ref scores);
                said.Add([.. scores.DenseValues()]);
            }
            else
            {
                var score = 0f;
                cursor.GetGetter<float>(column)(ref score);
                said.Add([score]);
            }
        }

        return said;
    }
}
