using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Unit.Tests.Learning.Gating;

/// <summary>Pairs of models whose true quality is known: scores are normal, with correlated errors on the same rows.</summary>
internal static class Simulated
{
    private const double Correlation = 0.9;

    /// <summary>Scores whose true area under the curve is Φ(shift/√2).</summary>
    public static (BinaryPredictions Candidate, BinaryPredictions Champion) Classifiers(
        long seed, int rows, double candidateAuc, double championAuc)
    {
        var random = new SeededRandom(seed);
        var labels = new bool[rows];
        var (candidate, champion) = (new double[rows], new double[rows]);
        var (candidateShift, championShift) = (Math.Sqrt(2) * Normal.Quantile(candidateAuc), Math.Sqrt(2) * Normal.Quantile(championAuc));
        for (var i = 0; i < rows; i++)
        {
            labels[i] = random.NextDouble() < 0.3;
            var (ours, theirs) = CorrelatedNormals(random);
            candidate[i] = ours + (labels[i] ? candidateShift : 0);
            champion[i] = theirs + (labels[i] ? championShift : 0);
        }
        return (FromScores(labels, candidate), FromScores(labels, champion));
    }

    /// <summary>Predictions right with the given chances, the errors correlated.</summary>
    public static (BinaryPredictions Candidate, BinaryPredictions Champion) Guessers(
        long seed, int rows, double candidateAccuracy, double championAccuracy)
    {
        var random = new SeededRandom(seed);
        var labels = new bool[rows];
        var (candidate, champion) = (new bool[rows], new bool[rows]);
        var (candidateCut, championCut) = (Normal.Quantile(candidateAccuracy), Normal.Quantile(championAccuracy));
        for (var i = 0; i < rows; i++)
        {
            labels[i] = random.NextDouble() < 0.5;
            var (ours, theirs) = CorrelatedNormals(random);
            candidate[i] = labels[i] == (ours < candidateCut);
            champion[i] = labels[i] == (theirs < championCut);
        }
        var scores = new double[rows];
        return (new BinaryPredictions(labels, scores, candidate, null), new BinaryPredictions(labels, scores, champion, null));
    }

    /// <summary>Residuals with the given true root mean squares.</summary>
    public static (RegressionPredictions Candidate, RegressionPredictions Champion) Regressors(
        long seed, int rows, double candidateRmse, double championRmse)
    {
        var random = new SeededRandom(seed);
        var labels = new double[rows];
        var (candidate, champion) = (new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            labels[i] = 100 * random.NextNormal();
            var (ours, theirs) = CorrelatedNormals(random);
            candidate[i] = labels[i] + (candidateRmse * ours);
            champion[i] = labels[i] + (championRmse * theirs);
        }
        return (new RegressionPredictions(labels, candidate), new RegressionPredictions(labels, champion));
    }

    private static (double First, double Second) CorrelatedNormals(SeededRandom random)
    {
        var common = Math.Sqrt(Correlation) * random.NextNormal();
        var own = Math.Sqrt(1 - Correlation);
        return (common + (own * random.NextNormal()), common + (own * random.NextNormal()));
    }

    private static BinaryPredictions FromScores(bool[] labels, double[] scores) =>
        new(labels, scores, Array.ConvertAll(scores, score => score > 1), null);
}
