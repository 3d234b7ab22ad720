using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Drift;

public sealed class QualityJudgeTests
{
    [Fact]
    public void Judge_AsGoodAsEver_IsWorseOnceInAHundredWindows()
    {
        const int Windows = 80;
        var worse = Enumerable.Range(0, Windows).Count(seed =>
        {
            var random = new SeededRandom(seed);
            return QualityJudge.Judge(Errors(random, 100, 1), Training(random, 200, 1)).Status == QualityStatus.Worse;
        });

        // 1 % and 2.33 standard errors.
        Assert.InRange(worse, 0, (int)(0.8 + (2.33 * Math.Sqrt(0.8))));
    }

    [Fact]
    public void Judge_LargerErrors_AreWorseWithTheirNumbers()
    {
        var random = new SeededRandom(1);

        var quality = QualityJudge.Judge(Errors(random, 500, 2), Training(random, 1000, 1));

        Assert.Equal(QualityStatus.Worse, quality.Status);
        Assert.InRange(quality.Loss!.Value, 0.8, 1.2);
        Assert.InRange(quality.LossLower!.Value, 0.7, quality.Loss.Value);
        Assert.InRange(quality.LossUpper!.Value, quality.Loss.Value, 1.4);
        Assert.Equal((500, 1000), (quality.Rows, quality.TrainingRows));
        Assert.Matches(@"^rmse [12]\.\d+ \([\d.]+ to [\d.]+\) on 500 rows, [01]\.\d+ \([\d.]+ to [\d.]+\) on 1000 at training: worse by [\d.]+ \([\d.]+ to [\d.]+\)$", quality.Reason);
        Assert.Equal(MetricTable.NamesOf(ModelTask.Regression), quality.Metrics.Select(metric => metric.Name));
    }

    [Fact]
    public void Judge_SmallerErrors_AreOk()
    {
        var random = new SeededRandom(1);
        Assert.Equal(QualityStatus.Ok, QualityJudge.Judge(Errors(random, 500, 0.5), Training(random, 1000, 1)).Status);
    }

    [Fact]
    public void Judge_SlightlyLargerErrorsOfVeryManyRows_AreOk()
    {
        var random = new SeededRandom(1);
        var training = Training(random, 1000, 1);
        var exact = training with { Metrics = [.. training.Metrics.Select(metric => metric with { Value = 1, Lower = 0.9999, Upper = 1.0001 })] };
        var window = new RegressionPredictions([.. Enumerable.Repeat(0.0, 5000)], [.. Enumerable.Range(0, 5000).Select(i => (i % 2 == 0 ? 1 : -1) * (i % 3 == 0 ? 1.008 : 1.0035))]);

        Assert.Equal(QualityStatus.Ok, QualityJudge.Judge(window, exact).Status);
    }

    [Theory]
    [InlineData(29, "29 rows cannot tell, at least 30 are needed")]
    [InlineData(0, "rmse has no value on the window: there are no rows")]
    public void Judge_FewRows_CannotTell(int rows, string expected)
    {
        var random = new SeededRandom(1);

        var quality = QualityJudge.Judge(Errors(random, rows, 5), Training(random, 1000, 1));

        Assert.Equal(QualityStatus.CannotTell, quality.Status);
        Assert.Contains(expected, quality.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_RowsThatLeaveMuchOpen_CannotTell()
    {
        var random = new SeededRandom(3);
        var quality = QualityJudge.Judge(Flips(random, 100, 0.87), FlipTraining(random, 2000, 0.9));

        Assert.Equal(QualityStatus.CannotTell, quality.Status);
        Assert.Contains("so many rows cannot tell", quality.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_MoreIsBetter_KnowsItsDirection()
    {
        var random = new SeededRandom(4);
        var training = FlipTraining(random, 2000, 0.9);

        Assert.Equal(QualityStatus.Worse, QualityJudge.Judge(Flips(random, 2000, 0.8), training).Status);
        Assert.Equal(QualityStatus.Ok, QualityJudge.Judge(Flips(random, 2000, 0.97), training).Status);
        Assert.Equal(QualityStatus.Ok, QualityJudge.Judge(Flips(random, 2000, 0.9), training).Status);
    }

    [Fact]
    public void Judge_OneClassOnly_SaysSo()
    {
        var random = new SeededRandom(4);
        var window = BinaryPredictions.FromProbabilities(new bool[100], [.. Enumerable.Repeat(0.2, 100)]);

        var quality = QualityJudge.Judge(window, FlipTraining(random, 2000, 0.9) with { Metric = MetricName.Auc });

        Assert.Equal((QualityStatus.CannotTell, "auc has no value on the window: the rows hold one class only"), (quality.Status, quality.Reason));
    }

    private static RegressionPredictions Errors(SeededRandom random, int rows, double deviation)
    {
        var labels = DriftSamples.Normals(random, rows).Select(value => 5 * value).ToArray();
        return new RegressionPredictions(labels, [.. labels.Select(label => label + (deviation * random.NextNormal()))]);
    }

    private static BinaryPredictions Flips(SeededRandom random, int rows, double right)
    {
        var labels = Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.5).ToArray();
        return BinaryPredictions.FromProbabilities(labels, [.. labels.Select(label => random.NextDouble() < right == label ? 0.9 : 0.1)]);
    }

    private static EvaluationDocument Training(SeededRandom random, int rows, double deviation) =>
        Document(ModelTask.Regression, Errors(random, rows, deviation), MetricName.Rmse);

    private static EvaluationDocument FlipTraining(SeededRandom random, int rows, double right) =>
        Document(ModelTask.Binary, Flips(random, rows, right), MetricName.Accuracy);

    private static EvaluationDocument Document(ModelTask task, Predictions predictions, string deciding)
    {
        var metrics = MetricCatalogue.NamesFor(predictions).Select(name =>
        {
            var value = MetricCatalogue.Evaluate(name, predictions);
            var (interval, _) = MetricInterval.Of(MetricCatalogue.Prepare(name, predictions), 1, 0.95, replicates: 300);
            return value with { Lower = interval?.Interval.Lower, Upper = interval?.Interval.Upper };
        });
        return new EvaluationDocument
        {
            Run = "p/m/1",
            Model = "m",
            Task = task,
            Label = "y",
            Trainer = TrainerKind.LightGbm,
            TrainRows = 1,
            TestRows = predictions.Rows,
            Metric = deciding,
            Metrics = [.. metrics],
            Seed = 1,
            Plan = new FeaturePlan([]),
        };
    }
}
