using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Importance;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Training;
using Mdlc.Unit.Tests.Learning.Training;

namespace Mdlc.Unit.Tests.Learning.Importance;

public sealed class PermutationImportanceTests
{
    private const int Seed = 5;

    public static TheoryData<ModelTask, TrainerKind> Pairs => ModelTrainerTests.Pairs();

    /// <summary>Slots are shuffled instead of columns: the two must be the same for a column of every role and every trainer.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Measure_EveryTrainer_IsWhatShufflingTheColumnGives(ModelTask task, TrainerKind trainer)
    {
        ModelTrainerTests.SkipWithout(trainer);
        var rows = TrainingRowsExample.Create(task, 300);
        var model = Fit(task, trainer, rows, TrainingRowsExample.Plan);
        var metric = MetricTable.DefaultOf(task);

        var measured = Measure(model, trainer, TrainingRowsExample.Plan, metric, rows);

        Assert.Equal(6, measured.Columns.Count);
        Assert.Equal(300, measured.Rows);
        Assert.All(measured.Columns, importance => Assert.Equal(LossOfShuffling(model, metric, rows, importance.Column), importance.Loss, 1e-9));
        Assert.True(measured.Columns.Single(importance => importance.Column == "number").Loss > 0);
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Measure_ColumnsThatNoTreeSplitsOn_AreExactlyZeroAndCounted(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var plan = Numbers(["noise", "signal", "constant"]);
        var rows = Rows(400, task, ["noise", "signal", "constant"], (column, i, random) => column == "constant" ? 3 : random.NextDouble());
        var model = Fit(task, TrainerKind.LightGbm, rows, plan, ("numberOfIterations", 1), ("numberOfLeaves", 2));

        var measured = Measure(model, TrainerKind.LightGbm, plan, task == ModelTask.Regression ? MetricName.Rmse : MetricName.LogLoss, rows);

        Assert.Equal("signal", measured.Columns[0].Column);
        Assert.True(measured.Columns[0].Loss > 0);
        Assert.Equal([0, 0], measured.Columns.Skip(1).Select(importance => importance.Loss));
        Assert.Equal(2, measured.Unused);
        Assert.Empty(measured.LeftOut);
    }

    [Fact]
    public void Measure_WeightsThatAreZero_CountAsUnused()
    {
        var plan = Numbers(["signal", "constant"]);
        var rows = Rows(400, ModelTask.Binary, ["signal", "constant"], (column, i, random) => column == "constant" ? 0 : random.NextDouble());
        var model = Fit(ModelTask.Binary, TrainerKind.Lbfgs, rows, plan);

        Assert.Equal(1, Measure(model, TrainerKind.Lbfgs, plan, MetricName.Auc, rows).Unused);
    }

    [Fact]
    public void Measure_AnyNumberOfThreads_GivesTheSame()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var rows = TrainingRowsExample.Create(ModelTask.Binary, 300);
        var model = Fit(ModelTask.Binary, TrainerKind.LightGbm, rows, TrainingRowsExample.Plan);

        var one = Measure(model, TrainerKind.LightGbm, TrainingRowsExample.Plan, MetricName.Auc, rows, threads: 1);
        var four = Measure(model, TrainerKind.LightGbm, TrainingRowsExample.Plan, MetricName.Auc, rows, threads: 4);

        Assert.Equal(one.Columns, four.Columns);
    }

    [Fact]
    public void Measure_MoreWorkThanIsAllowed_LeavesOutWhatTheModelGainsLeastFrom()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        string[] names = [.. Enumerable.Range(0, 700).Select(i => $"c{i:000}")];
        var plan = Numbers(names);
        var rows = Rows(500, ModelTask.Binary, names, (_, _, random) => random.NextDouble(), signal: "c350");
        var model = Fit(ModelTask.Binary, TrainerKind.LightGbm, rows, plan, ("numberOfIterations", 100), ("minimumExampleCountPerLeaf", 5));

        var measured = Measure(model, TrainerKind.LightGbm, plan, MetricName.Auc, rows);

        Assert.Equal("c350", measured.Columns[0].Column);
        Assert.InRange(measured.Rows, ImportanceBounds.FewestRows, 499);
        Assert.Equal(names, measured.Columns.Select(importance => importance.Column).Concat(measured.LeftOut).Order(StringComparer.Ordinal));
        Assert.NotEmpty(measured.LeftOut);
        Assert.Equal(measured.Columns, Measure(model, TrainerKind.LightGbm, plan, MetricName.Auc, rows).Columns);
    }

    [Theory]
    [InlineData(40_000, 20, 1_100, 2000, 20)]
    [InlineData(24, 1501, 2_600, 24, 1501)]
    [InlineData(120, 0, 100, 120, 0)]
    [InlineData(40_000, 1501, 2_600, 200, 256)]
    [InlineData(40_000, 100, 2_600, 512, 100)]
    [InlineData(40_000, 3, 100_000_000_000, 200, 1)]
    public void Bounds_FirstTakeFewerRows_ThenFewerColumns(int rows, int columns, long steps, int rowsMeasured, int columnsMeasured) =>
        Assert.Equal(new ImportanceBounds(rowsMeasured, columnsMeasured), ImportanceBounds.For(rows, columns, steps));

    private static MeasuredImportance Measure(
        TrainedModel model, TrainerKind trainer, FeaturePlan plan, string metric, ColumnarDataView rows, int threads = 2) =>
        new PermutationImportance(model, plan, trainer, metric, 0.5, Seed, threads).Measure(
            model.Score(rows.Without(TrainingRowsExample.Label)).Judge(Labels(rows)),
            sample => (rows.Without(TrainingRowsExample.Label).Gather(sample), Labels(rows.Gather(sample))));

    private static double LossOfShuffling(TrainedModel model, string metric, ColumnarDataView rows, string column)
    {
        var inputs = rows.Without(TrainingRowsExample.Label);
        var random = new SeededRandom(SeededRandom.Derive(Seed, column));
        var losses = new double[ImportanceBounds.Shuffles];
        for (var i = 0; i < losses.Length; i++)
        {
            var order = Enumerable.Range(0, rows.Rows).ToArray();
            random.Shuffle<int>(order);
            losses[i] = Value(inputs) - Value(inputs.With(inputs[column].Gather(order)));
        }

        return (MetricTable.HigherIsBetter(metric) ? 1 : -1) * losses.Average();

        double Value(ColumnarDataView view) => MetricCatalogue.Evaluate(metric, model.Score(view).Judge(Labels(rows))).Value!.Value;
    }

    private static Array Labels(ColumnarDataView rows) =>
        rows[TrainingRowsExample.Label].Values is float[] numbers ? Array.ConvertAll(numbers, number => (double)number) : rows[TrainingRowsExample.Label].Values;

    private static FeaturePlan Numbers(string[] columns) =>
        new([.. columns.Select(column => new FeatureColumn(column, ColumnType.Number, ColumnRole.Numeric, false, ""))]);

    private static ColumnarDataView Rows(int rows, ModelTask task, string[] columns, Func<string, int, Random, double> value, string signal = "signal")
    {
        var random = new Random(3);
        var views = columns.Select(column => ColumnarDataViewColumn.OfSingles(column, [.. Enumerable.Range(0, rows).Select(i => (float)value(column, i, random))])).ToList();
        var values = (float[])views.First(view => view.Name == signal).Values;
        return new ColumnarDataView(views.Append(TrainingRowsExample.LabelOf(task, Array.ConvertAll(values, v => (4 * v) - 1))), rows);
    }

    private static TrainedModel Fit(ModelTask task, TrainerKind trainer, ColumnarDataView rows, FeaturePlan plan, params (string Name, double Value)[] parameters) =>
        new ModelTrainer(task, new TrainSpec { Trainer = trainer, Threads = 1, Params = parameters.ToDictionary(p => p.Name, p => p.Value) }, plan)
            .Fit(rows, TrainingRowsExample.Label);
}
