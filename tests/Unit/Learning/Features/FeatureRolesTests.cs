using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Explanations;
using Mdlc.Learning.Features;
using Mdlc.Learning.Importance;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;
using Mdlc.Unit.Tests.Learning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class FeatureRolesTests
{
    private const string Label = "y";

    private static readonly string[] Odd = ["", " ", "a,b", "\"quoted\"", "line\nbreak", "größe", "列", "😀", "0", "-1e9", "NaN", "null", new string('x', 5000)];

    /// <summary>What was planned before roles were added is put together as it was, to the bit: the digests are of the version before.</summary>
    [Theory]
    [InlineData(TrainerKind.LightGbm, "fc61abe905b1aa99c3910f8a51a53b41124e8d2212c9d859eb71af5b170dbc03")]
    [InlineData(TrainerKind.FastTree, "9ece4667589d0d7552b184431155058a1ea2cd216bc503040863cdb32106b153")]
    [InlineData(TrainerKind.Sdca, "05056d39386b90b941ed6f9d87c8954b3d31ab19cde5ff44b92a04e9fc773e4d")]
    public void Fit_PlanOfAnEarlierVersion_GivesTheSameTransforms(TrainerKind trainer, string digest)
    {
        var rows = TrainingRowsExample.Create(ModelTask.Binary);
        var ml = new MLContext(1);
        using var saved = new MemoryStream();

        ml.Model.Save(FeaturePipeline.Fit(ml, TrainingRowsExample.Plan, trainer, rows, TrainingRowsExample.Label).Transformer, rows.Schema, saved);

        saved.Position = 0;
        Assert.Equal(digest, ModelDigest.Of(saved));
    }

    [Fact]
    public void Target_Serving_IsTheSmoothedMeanOfAllRows_AndUnseenOrMissingThatOfAll()
    {
        var rows = Rows(["a", "a", "a", "b", "", "c"], [true, true, false, false, true, false]);
        var fitted = Fit(rows, Plan(ColumnRole.Target, smoothing: 2));

        var served = Vectors(fitted.Transformer.Transform(Rows(["a", "b", "c", "", "unseen", "A"], new bool[6])));

        // How far (sum + 2 · 1/2) / (n + 2) lies from 1/2.
        Assert.Equal([0.1f, 3], served[0]);
        Assert.Equal([(float)(-0.5 / 3), 1], served[1]);
        Assert.Equal(served[1], served[2]);
        Assert.All(served[3..], vector => Assert.Equal([0f, 0f], vector));
    }

    /// <summary>
    /// Two rows of each text: of a row's figures the one is either the other's label alone, or nothing where both are of one fold. The row's own label
    /// is in the fold that it is dealt, so a test that changed it would compare with other rows.
    /// </summary>
    [Fact]
    public void Target_TrainingColumn_IsOfOtherRowsOnly()
    {
        const int Texts = 400;
        const int Smoothing = 1;
        var random = new Random(3);
        var texts = Enumerable.Range(0, 2 * Texts).Select(row => $"id {row % Texts}").ToArray();
        var labels = Array.ConvertAll(texts, _ => random.NextDouble() < 0.3);
        var prior = labels.Average(label => label ? 1.0 : 0.0);

        var found = Vectors(Fit(Rows(texts, labels), Plan(ColumnRole.Target, Smoothing)).Training);

        for (var row = 0; row < texts.Length; row++)
        {
            var other = labels[(row + Texts) % labels.Length] ? 1 : 0;
            Assert.Equal(found[row][1] == 0 ? 0 : (other - prior) / (1 + Smoothing), found[row][0], 1e-6);
            Assert.InRange(found[row][1], 0, 1);
        }

        // Of five folds two rows share one in a fifth of all cases.
        Assert.InRange(found.Count(vector => vector[1] == 0) / (double)found.Count, 0.12, 0.28);
    }

    /// <summary>One figure for each class, and the count.</summary>
    [Fact]
    public void Target_OfClasses_IsTheRateOfEach()
    {
        string[] texts = ["a", "a", "a", "b"];
        var rows = new ColumnarDataView([ColumnarDataViewColumn.OfTexts("id", texts), ColumnarDataViewColumn.OfKeys(Label, [1, 1, 3, 2], ["x", "y", "z"])], 4);

        var served = Vectors(Fit(rows, Plan(ColumnRole.Target, smoothing: 1)).Transformer.Transform(rows));

        // How far (count + prior) / (n + 1) lies from the prior, which is 1/2, 1/4, 1/4.
        Assert.Equal([(2 - 1.5f) / 4, (0 - 0.75f) / 4, (1 - 0.75f) / 4, 3], served[0]);
        Assert.Equal([(0 - 0.5f) / 2, (1 - 0.25f) / 2, (0 - 0.25f) / 2, 1], served[3]);
    }

    [Fact]
    public void Target_RowsInAnotherOrder_GiveEachRowTheSame()
    {
        var (texts, labels) = Ids(rows: 500, ids: 60, seed: 5);
        var order = Enumerable.Range(0, 500).ToArray();
        new Random(9).Shuffle(order);

        var before = Vectors(Fit(Rows(texts, labels), Plan(ColumnRole.Target)).Training);
        var after = Vectors(Fit(Rows([.. order.Select(i => texts[i])], [.. order.Select(i => labels[i])]), Plan(ColumnRole.Target)).Training);

        // Rows that are alike share out the same figures among them.
        string Said(int row, float[] vector) => $"{texts[row]}|{labels[row]}|{string.Join('|', vector)}";
        Assert.Equal(
            before.Select((vector, i) => Said(i, vector)).Order(StringComparer.Ordinal),
            after.Select((vector, i) => Said(order[i], vector)).Order(StringComparer.Ordinal));
    }

    /// <summary>Five thousand ids that mean nothing: a model that has seen each row's own label in them would be sure, and wrong.</summary>
    [Fact]
    public void Target_LabelsThatMeanNothing_AreNotLearned()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var (texts, labels) = Ids(rows: 12_000, ids: 5000, seed: 11, isNoise: true);
        var (train, test) = (Rows(texts[..9000], labels[..9000]), Rows(texts[9000..], labels[9000..]));

        var model = new ModelTrainer(ModelTask.Binary, new TrainSpec(), Plan(ColumnRole.Target)).Fit(train, Label);

        double Of(string metric, ColumnarDataView rows) => MetricCatalogue.Evaluate(metric, model.Score(rows).Judge(rows[Label].Values)).Value!.Value;
        Assert.InRange(Of("auc", test), 0.47, 0.53);
        Assert.InRange(Of("logloss", test), 0.68, 0.71);
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Target_OfEveryTask_IsExplainedAndMeasuredByColumn(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.FastTree);
        var random = new Random(2);
        var ids = Enumerable.Range(0, 1500).Select(_ => random.Next(200)).ToArray();
        var values = Array.ConvertAll(ids, id => (float)((id * 37 % 100 / 25.0) - 1 + random.NextDouble()));
        ColumnarDataViewColumn[] columns =
        [
            ColumnarDataViewColumn.OfTexts("id", ids.Select(id => $"id {id}")),
            ColumnarDataViewColumn.OfTexts("size", ids.Select(id => new[] { "S", "M", "L", null }[id % 4])),
            ColumnarDataViewColumn.OfDoubles("from", [.. ids.Select(id => id % 9 == 0 ? double.NaN : 1.7e9 + (id * 100.0))]),
            ColumnarDataViewColumn.OfDoubles("to", [.. ids.Select(id => 1.7e9 + (id * 130.0))]),
            TrainingRowsExample.LabelOf(task, values),
        ];
        var rows = new ColumnarDataView(columns, ids.Length);
        var plan = new FeaturePlan(
        [
            new FeatureColumn("id", ColumnType.Text, ColumnRole.Target, false, "") { Smoothing = 5 },
            new FeatureColumn("size", ColumnType.Text, ColumnRole.Ordinal, true, "") { Order = ["S", "M", "L"], Missing = MissingValues.Median },
            new FeatureColumn("from", ColumnType.Timestamp, ColumnRole.Date, true, "") { Parts = ["hour", "minute", "daySin"], Missing = MissingValues.Indicator },
            new FeatureColumn("to", ColumnType.Timestamp, ColumnRole.Date, false, ""),
        ])
        {
            Differences = [new TimeDifference("from", "to")],
        };
        var trainer = task == ModelTask.Multiclass ? TrainerKind.LightGbm : TrainerKind.FastTree;
        var model = Saved(new ModelTrainer(task, new TrainSpec { Trainer = trainer }, plan).Fit(rows, TrainingRowsExample.Label), task);
        var counter = LeafCounter.Of(model)!;
        counter.Add(rows);

        var explained = ModelExplainer.Of(model, plan, trainer, counter.Counts)!.Explain(rows);

        Assert.Equal(["id", "size", "from", "to"], explained.Columns);
        for (var row = 0; row < rows.Rows; row++)
        {
            Assert.Equal(explained.Scores[row], explained.Base[row] + explained.Contributions.Sum(column => column[row]), 1e-4);
        }

        var labels = rows[TrainingRowsExample.Label].Values;
        var judged = task == ModelTask.Regression ? Array.ConvertAll((float[])labels, label => (double)label) : labels;
        var metric = task == ModelTask.Regression ? "rmse" : task == ModelTask.Binary ? "auc" : "logloss";
        var importance = new PermutationImportance(model, plan, trainer, metric, 0.5, seed: 1, threads: 1)
            .Measure(model.Score(rows).Judge(judged), some => (rows.Gather(some), Gathered(judged, some)));
        Assert.Equal(["from", "id", "size", "to"], importance.Columns.Select(column => column.Column).Order(StringComparer.Ordinal));
        Assert.True(importance.Columns.Single(column => column.Column == "id").Loss > 0);
    }

    [Fact]
    public void Target_OddTexts_AreFoundAgain()
    {
        var texts = Enumerable.Range(0, 130).Select(i => Odd[i % Odd.Length]).ToArray();
        var labels = Enumerable.Range(0, 130).Select(i => i % Odd.Length % 2 == 0).ToArray();
        var model = Saved(Fit(Rows(texts, labels), Plan(ColumnRole.Target, smoothing: 1)).Transformer, Rows(texts, labels).Schema);

        var served = Vectors(model.Transform(Rows(Odd, new bool[Odd.Length])));

        Assert.Equal([0f, 0f], served[0]);
        Assert.All(served[1..], vector => Assert.Equal(10, vector[1]));
        Assert.All(served[1..].Select((vector, i) => (vector, i)), pair => Assert.Equal((pair.i + 1) % 2 == 0, pair.vector[0] > 0));
    }

    [Theory]
    [InlineData(ColumnRole.Target)]
    [InlineData(ColumnRole.Ordinal)]
    public void Roles_WithoutAnyValue_LearnNothingAndFailNothing(ColumnRole role)
    {
        var rows = Rows(new string[60], [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0)]);

        foreach (var trainer in new[] { TrainerKind.LightGbm, TrainerKind.Sdca })
        {
            var fitted = FeaturePipeline.Fit(new MLContext(1), Plan(role), trainer, rows, Label);
            Assert.Equal(Vectors(fitted.Training).Count, Vectors(fitted.Transformer.Transform(rows)).Count);
            Assert.All(Vectors(Saved(fitted.Transformer, rows.Schema).Transform(rows)), vector => Assert.True(vector[0] == 0 || float.IsNaN(vector[0])));
        }
    }

    [Fact]
    public void Target_MoreTextsThanATableHolds_KeepsTheMostFrequent()
    {
        var texts = Enumerable.Range(0, 30).Select(i => i < 20 ? $"often {i % 4}" : $"once {i}").ToArray();
        var codes = texts.Select(text => Array.IndexOf([.. texts.Distinct()], text)).ToArray();

        var column = new TargetColumn("id", [.. texts.Distinct()], codes, new byte[30], [row => row % 2], [0.5], 0, most: 5);

        Assert.Equal(["often 0", "often 1", "often 2", "often 3", "once 20"], column.Counts.Select(count => count.Key).OrderBy(key => key[1]).ThenBy(key => key, StringComparer.Ordinal).OrderByDescending(key => key.StartsWith("often", StringComparison.Ordinal)));
        Assert.Equal((0, 0), (column.CountFor(29), column.MeanFor(0, 29)));
    }

    [Fact]
    public void Target_OfTooManyClasses_IsRefused()
    {
        var classes = Enumerable.Range(0, TargetEncoding.MostClasses + 1).Select(i => $"class {i}").ToList();
        var rows = new ColumnarDataView(
            [ColumnarDataViewColumn.OfTexts("id", ["a", "b"]), ColumnarDataViewColumn.OfKeys(Label, [1, 2], classes)], 2);

        var fault = Assert.Throws<FaultException>(() => Fit(rows, Plan(ColumnRole.Target)));

        Assert.Contains("101 classes for the target column 'id'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10;9;;100", null, "2;1;NaN;3")]
    [InlineData("b;a;;c", null, "2;1;NaN;3")]
    [InlineData("low;high;mid;", "low;mid;high", "1;3;2;NaN")]
    [InlineData("low;other;mid;", "low;mid;high", "1;NaN;2;NaN")]
    public void Ordinal_Values_AreTheirPlaces(string values, string? order, string places)
    {
        var rows = Rows(values.Split(';'), new bool[values.Split(';').Length]);
        var plan = Plan(ColumnRole.Ordinal) is var bare && order is null ? bare : new FeaturePlan([bare.Columns[0] with { Order = order!.Split(';') }]);

        var found = Vectors(Fit(rows, plan).Transformer.Transform(rows));

        Assert.Equal(places.Split(';').Select(place => float.Parse(place, System.Globalization.CultureInfo.InvariantCulture)), found.Select(vector => vector[0]));
    }

    [Theory]
    [InlineData(null, "1;NaN;5;NaN;3;0", "0;1;0;1;0;0")]
    [InlineData(MissingValues.Mean, "1;2.25;5;2.25;3;0", null)]
    [InlineData(MissingValues.Median, "1;2;5;2;3;0", null)]
    [InlineData(MissingValues.Zero, "1;0;5;0;3;0", null)]
    [InlineData(MissingValues.Indicator, "1;2.25;5;2.25;3;0", "0;1;0;1;0;0")]
    [InlineData(MissingValues.Native, "1;NaN;5;NaN;3;0", null)]
    public void Missing_ByChoice_BecomesThat(MissingValues? missing, string values, string? indicator)
    {
        var rows = new ColumnarDataView([ColumnarDataViewColumn.OfSingles("x", [1, float.NaN, 5, float.NaN, 3, 0])], 6);
        var plan = new FeaturePlan([new FeatureColumn("x", ColumnType.Number, ColumnRole.Numeric, true, "") { Missing = missing }]);

        var found = Vectors(FeaturePipeline.Fit(new MLContext(1), plan, TrainerKind.LightGbm, rows).Transformer.Transform(rows));

        Assert.Equal(Numbers(values), found.Select(vector => vector[0]));
        Assert.Equal(indicator is null ? [] : Numbers(indicator), found.SelectMany(vector => vector.Skip(1)));
        static IEnumerable<float> Numbers(string text) => text.Split(';').Select(value => float.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Dates_PartsAndDifferences_AreTheClocks()
    {
        var time = new DateTimeOffset(2024, 3, 31, 17, 42, 59, TimeSpan.Zero);
        var rows = new ColumnarDataView(
        [
            ColumnarDataViewColumn.OfDoubles("a", [time.ToUnixTimeSeconds(), double.NaN, -60]),
            ColumnarDataViewColumn.OfDoubles("b", [time.AddHours(-2).ToUnixTimeSeconds(), 5, 0]),
        ], 3);
        var plan = new FeaturePlan(
        [
            new FeatureColumn("a", ColumnType.Timestamp, ColumnRole.Date, true, "") { Parts = ["hour", "minute", "daySin", "dayCos", "weekSin", "weekCos", "yearSin", "yearCos"] },
            new FeatureColumn("b", ColumnType.Timestamp, ColumnRole.Date, false, "") { Parts = ["hour"] },
        ])
        {
            Differences = [new TimeDifference("a", "b")],
        };

        var found = Vectors(FeaturePipeline.Fit(new MLContext(1), plan, TrainerKind.LightGbm, rows).Transformer.Transform(rows));

        Assert.Equal([17f, 42f], found[0][..2]);
        var day = (17 + (42 / 60.0) + (59 / 3600.0)) / 24;
        Assert.Equal([Math.Sin(2 * Math.PI * day), Math.Cos(2 * Math.PI * day)], found[0][2..4].Select(value => (double)value), Near);

        // A Sunday.
        Assert.Equal([Math.Sin(2 * Math.PI * day / 7), Math.Cos(2 * Math.PI * day / 7)], found[0][4..6].Select(value => (double)value), Near);
        Assert.Equal(1, Math.Sqrt((found[0][6] * found[0][6]) + (found[0][7] * found[0][7])), 1e-6);
        Assert.Equal([15f, -7200f], found[0][8..]);
        Assert.All(found[1][..8], value => Assert.True(float.IsNaN(value)));
        Assert.True(float.IsNaN(found[1][9]));
        Assert.Equal([23f, 59f, 60f], [found[2][0], found[2][1], found[2][9]]);
        static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;
    }

    [Fact]
    public void CategoricalSlots_AreThoseOfNativeColumns()
    {
        var rows = new ColumnarDataView(
            [ColumnarDataViewColumn.OfSingles("x", [1, 2, 3]), ColumnarDataViewColumn.OfTexts("c", ["b", "a", null]), ColumnarDataViewColumn.OfTexts("d", ["u", "v", "w"])], 3);
        var plan = new FeaturePlan(
        [
            new FeatureColumn("c", ColumnType.Text, ColumnRole.Native, true, ""),
            new FeatureColumn("x", ColumnType.Number, ColumnRole.Numeric, false, ""),
            new FeatureColumn("d", ColumnType.Text, ColumnRole.Native, false, ""),
        ]);

        var fitted = FeaturePipeline.Fit(new MLContext(1), plan, TrainerKind.LightGbm, rows);

        Assert.Equal([1, 2], FeaturePipeline.CategoricalSlots(plan, TrainerKind.LightGbm, fitted.Training.Schema));
        Assert.Equal([2f, 1f, float.NaN], Vectors(fitted.Training).Select(vector => vector[1]));
    }

    private static FeaturePlan Plan(ColumnRole role, double? smoothing = null) =>
        new([new FeatureColumn("id", ColumnType.Text, role, true, "") { Smoothing = smoothing }]);

    private static FittedFeatures Fit(IDataView rows, FeaturePlan plan) => FeaturePipeline.Fit(new MLContext(1), plan, TrainerKind.LightGbm, rows, Label);

    private static ColumnarDataView Rows(IReadOnlyList<string?> texts, bool[] labels) =>
        new([ColumnarDataViewColumn.OfTexts("id", texts), ColumnarDataViewColumn.OfFlags(Label, labels)], labels.Length);

    private static (string[] Texts, bool[] Labels) Ids(int rows, int ids, int seed, bool isNoise = false)
    {
        var random = new Random(seed);
        var texts = new string[rows];
        var labels = new bool[rows];
        for (var row = 0; row < rows; row++)
        {
            var id = random.Next(ids);
            texts[row] = $"id {id}";
            labels[row] = random.NextDouble() < (isNoise ? 0.5 : id * 7919 % ids / (double)ids);
        }

        return (texts, labels);
    }

    private static List<float[]> Vectors(IDataView rows) => [.. rows.GetColumn<float[]>(FeaturePipeline.Output)];

    private static Array Gathered(Array values, int[] rows)
    {
        var some = Array.CreateInstance(values.GetType().GetElementType()!, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            some.SetValue(values.GetValue(rows[i]), i);
        }

        return some;
    }

    private static ITransformer Saved(ITransformer transformer, DataViewSchema schema)
    {
        var ml = new MLContext(1);
        using var saved = new MemoryStream();
        ml.Model.Save(transformer, schema, saved);
        saved.Position = 0;
        return ml.Model.Load(saved, out _);
    }

    private static TrainedModel Saved(TrainedModel model, ModelTask task)
    {
        var folder = Directory.CreateTempSubdirectory("mdlc-roles-").FullName;
        try
        {
            model.Save(Path.Combine(folder, "model.zip"));
            return TrainedModel.Load(Path.Combine(folder, "model.zip"), task, label: null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
