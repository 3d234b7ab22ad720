using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Unit.Tests.Learning.Gating;

/// <summary>
/// Test rows that stay, and models of known true quality judged on them: what is hard about a row is hard for all of them, and each has its own
/// errors beside.
/// </summary>
internal sealed class TestRows
{
    private const double Correlation = 0.9;
    private const double Auc = 0.85;

    private readonly string _metric;
    private readonly bool[] _positive;
    private readonly double[] _common;

    public TestRows(string metric, int rows, long seed)
    {
        var random = new SeededRandom(seed);
        _metric = metric;
        _positive = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.3)];
        _common = [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal())];
    }

    /// <param name="loss">How much worse than the first model it truly is: of auc absolute, of rmse a share.</param>
    /// <param name="seed">Of its own errors.</param>
    public Predictions Model(double loss, long seed)
    {
        var random = new SeededRandom(seed);
        var errors = Array.ConvertAll(_common, common => (Math.Sqrt(Correlation) * common) + (Math.Sqrt(1 - Correlation) * random.NextNormal()));
        return _metric == MetricName.Rmse
            ? new RegressionPredictions(new double[errors.Length], Array.ConvertAll(errors, error => 50 * (1 + loss) * error))
            : Classifier(errors, Math.Sqrt(2) * Normal.Quantile(Auc - loss));
    }

    /// <summary>A metric's value as a loss in the same unit.</summary>
    public double Unit => _metric == MetricName.Rmse ? 50 : 1;

    private BinaryPredictions Classifier(double[] errors, double shift)
    {
        double[] scores = [.. errors.Zip(_positive, (error, positive) => error + (positive ? shift : 0))];
        return new BinaryPredictions(_positive, scores, Array.ConvertAll(scores, score => score > 1), null);
    }
}
