using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Learning.Training;

public sealed class ModelTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-models-").FullName;

    public static TheoryData<ModelTask, TrainerKind> Pairs()
    {
        var pairs = new TheoryData<ModelTask, TrainerKind>();
        foreach (var task in Enum.GetValues<ModelTask>())
        {
            foreach (var trainer in TrainerParameters.SupportedBy(task))
            {
                pairs.Add(task, trainer);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Fit_EveryTrainer_LearnsAndLoadsAsItWasSaved(ModelTask task, TrainerKind trainer)
    {
        SkipWithout(trainer);
        var rows = TrainingRowsExample.Create(task);
        var model = Fit(task, trainer);
        var file = Path.Combine(_folder, "model.zip");

        var digest = model.Save(file);
        var loaded = TrainedModel.Load(file, task, label: null);
        var inputs = rows.Without(TrainingRowsExample.Label);
        var output = loaded.Score(inputs);

        Assert.Equal(digest, ModelDigest.Of(file));
        Assert.Equal(model.Score(inputs).Scores, output.Scores);
        Assert.All(output.Scores, score => Assert.True(double.IsFinite(score)));
        var truth = rows[TrainingRowsExample.Label].Values;
        var predictions = output.Judge(truth is float[] numbers ? Array.ConvertAll(numbers, number => (double)number) : truth);
        var (metric, atLeast) = task switch
        {
            ModelTask.Binary => (MetricName.Auc, 0.95),
            ModelTask.Multiclass => (MetricName.MicroAccuracy, 0.75),
            _ => (MetricName.RSquared, 0.7),
        };
        Assert.InRange(MetricCatalogue.Evaluate(metric, predictions).Value!.Value, atLeast, 1);
        Assert.Equal(task == ModelTask.Multiclass ? ["low", "middle", "high"] : [], output.Classes);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Score_ByPartsAndDenseVectors_IsToTheBitWhatTheWholeModelSays(ModelTask task, TrainerKind trainer)
    {
        SkipWithout(trainer);
        var model = Fit(task, trainer);
        var rows = TrainingRowsExample.Create(task).Without(TrainingRowsExample.Label);
        var whole = model.Transformer.Transform(rows);
        var features = model.Parts.Features(rows);

        var output = model.Score(rows);

        Assert.Equal(Whole(whole, task), output.ClassScores?.SelectMany(scores => scores).ToArray() ?? [.. output.Scores.Select(score => (float)score)]);
        var isTrees = trainer is TrainerKind.LightGbm or TrainerKind.FastTree or TrainerKind.FastForest;
        Assert.Contains(VectorsOf(features), vector => !vector.IsDense);
        Assert.Equal(isTrees, VectorsOf(model.Parts.Vectors(features)).All(vector => vector.IsDense));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Fit_Twice_GivesEqualFiles(ModelTask task, TrainerKind trainer)
    {
        SkipWithout(trainer);
        var first = Path.Combine(_folder, "first.zip");
        var second = Path.Combine(_folder, "second.zip");

        var firstDigest = Fit(task, trainer).Save(first);
        var secondDigest = Fit(task, trainer).Save(second);

        Assert.Equal(firstDigest, secondDigest);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Fit_OtherSeedWithSampling_GivesAnotherModel()
    {
        SkipWithout(TrainerKind.LightGbm);
        var sampled = new Dictionary<string, double> { ["subsampleFraction"] = 0.5 };

        var digests = new[] { 1, 2 }.Select(seed => new ModelTrainer(
                ModelTask.Regression, new TrainSpec { Seed = seed, Threads = 1, Params = sampled }, TrainingRowsExample.Plan)
            .Fit(TrainingRowsExample.Create(ModelTask.Regression), TrainingRowsExample.Label)
            .Save(Path.Combine(_folder, $"{seed}.zip")));

        Assert.Equal(2, digests.Distinct().Count());
    }

    [Fact]
    public void Score_WithValuesNeverSeen_StaysFinite()
    {
        SkipWithout(TrainerKind.LightGbm);
        var rows = TrainingRowsExample.Create(ModelTask.Binary, 200).Without(TrainingRowsExample.Label);
        var unseen = rows
            .With(ColumnarDataViewColumn.OfTexts("category", Enumerable.Repeat<string?>("never seen", 200)))
            .With(ColumnarDataViewColumn.OfSingles("flag", Enumerable.Repeat(float.NaN, 200).ToArray()));

        var output = Fit(ModelTask.Binary, TrainerKind.LightGbm).Score(unseen);

        Assert.All(output.Scores, score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void Fit_UnsupportedPair_NamesWhatTheTaskHas()
    {
        var fault = Assert.Throws<FaultException>(() => Fit(ModelTask.Multiclass, TrainerKind.FastTree));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("expected one of lightgbm, sdca, lbfgs", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static float[] Whole(IDataView scored, ModelTask task) => task == ModelTask.Multiclass
        ? [.. scored.GetColumn<VBuffer<float>>("Score").SelectMany(scores => scores.DenseValues())]
        : [.. scored.GetColumn<float>(task == ModelTask.Binary ? "Probability" : "Score")];

    private static VBuffer<float>[] VectorsOf(IDataView features) => [.. features.GetColumn<VBuffer<float>>(FeaturePipeline.Output)];

    private static TrainedModel Fit(ModelTask task, TrainerKind trainer) =>
        new ModelTrainer(task, new TrainSpec { Trainer = trainer, Threads = 1 }, TrainingRowsExample.Plan)
            .Fit(TrainingRowsExample.Create(task), TrainingRowsExample.Label);

    internal static void SkipWithout(TrainerKind trainer)
    {
        var problem = trainer switch
        {
            TrainerKind.LightGbm => NativeParts.LightGbmProblem(),
            TrainerKind.FastTree or TrainerKind.FastForest => NativeParts.FastTreeProblem(),
            _ => null,
        };
        if (problem is not null)
        {
            Assert.Skip(problem);
        }
    }
}
