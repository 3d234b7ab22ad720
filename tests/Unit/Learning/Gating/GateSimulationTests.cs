using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Gating;

/// <summary>400 simulated retrains, 2 000 test rows each: how often the gate promotes what it should not, and what it should.</summary>
public sealed class GateSimulationTests(ITestOutputHelper output)
{
    private const int Retrains = 400;
    private const int Rows = 2000;
    private const double Auc = 0.85;

    /// <summary>5 % and 2.33 standard errors of 400 draws: the sampling error that one honest gate in a hundred exceeds.</summary>
    private const double LargestShare = 0.05 + (2.33 * 0.0109);

    private static readonly ChampionRule Superior = new() { Kind = ChampionRuleKind.Superior };
    private static readonly ChampionRule NonInferior = new() { Kind = ChampionRuleKind.NonInferior, Margin = 0.01 };

    [Fact]
    public void Superior_NoTrueDifference_PromotesAtMostFiveInHundred() =>
        Assert.InRange(Promoted(Superior, MetricName.Auc, seed => Simulated.Classifiers(seed, Rows, Auc, Auc)), 0.01, LargestShare);

    [Fact]
    public void NonInferior_TrulyTheMarginWorse_PromotesAtMostFiveInHundred() => Assert.InRange(
        Promoted(NonInferior, MetricName.Auc, seed => Simulated.Classifiers(seed, Rows, Auc - NonInferior.Margin, Auc)), 0.01, LargestShare);

    [Fact]
    public void Superior_ThreeStandardErrorsBetter_PromotesAtLeastEightyInHundred()
    {
        var standardError = Enumerable.Range(0, 50).Average(i =>
        {
            var (candidate, champion) = Simulated.Classifiers(900_000 + i, Rows, Auc, Auc);
            return DeLong.Paired(candidate.Labels, candidate.Scores, champion.Scores).StandardError;
        });

        var share = Promoted(Superior, MetricName.Auc, seed => Simulated.Classifiers(seed, Rows, Auc + (3 * standardError), Auc));

        Assert.InRange(share, 0.8, 1);
    }

    [Fact]
    public void Accuracy_NoTrueDifference_PromotesAtMostFiveInHundred() =>
        Assert.InRange(Promoted(Superior, MetricName.Accuracy, seed => Simulated.Guessers(seed, Rows, 0.85, 0.85)), 0.01, LargestShare);

    [Fact]
    public void Accuracy_TrulyTheMarginWorse_PromotesAtMostFiveInHundred() => Assert.InRange(
        Promoted(NonInferior, MetricName.Accuracy, seed => Simulated.Guessers(seed, Rows, 0.84, 0.85)), 0.01, LargestShare);

    [Fact]
    public void Rmse_NoTrueDifference_PromotesAtMostFiveInHundred() => Assert.InRange(
        Promoted(Superior, MetricName.Rmse, seed => Simulated.Regressors(seed, Rows, 50, 50), replicates: 300), 0.01, LargestShare);

    [Fact]
    public void Rmse_TrulyTheRelativeMarginWorse_PromotesAtMostFiveInHundred()
    {
        var asked = new ChampionRule { Kind = ChampionRuleKind.NonInferior, Margin = 0.02, MarginIsRelative = true };

        Assert.InRange(
            Promoted(asked, MetricName.Rmse, seed => Simulated.Regressors(seed, Rows, 51, 50), replicates: 300), 0.01, LargestShare);
    }

    private double Promoted(ChampionRule rule, string metric, Func<long, (Predictions, Predictions)> draw, int replicates = 2000)
    {
        var promoted = new bool[Retrains];
        Parallel.For(0, Retrains, i =>
        {
            var (candidate, champion) = draw(i + 1);
            var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = rule }, new GateEvidence
            {
                Candidate = candidate,
                Metric = metric,
                Champion = PairedComparison.Of("m@1", candidate, champion),
                Seed = i,
                Replicates = replicates,
            });
            promoted[i] = verdict.Verdict == Verdict.Pass;
        });
        var share = promoted.Count(pass => pass) / (double)Retrains;
        output.WriteLine($"{rule.Kind} {metric}: promoted {share:P1}");
        return share;
    }

    private double Promoted(ChampionRule rule, string metric, Func<long, (BinaryPredictions, BinaryPredictions)> draw) =>
        Promoted(rule, metric, seed => { var (a, b) = draw(seed); return ((Predictions)a, (Predictions)b); });

    private double Promoted(ChampionRule rule, string metric, Func<long, (RegressionPredictions, RegressionPredictions)> draw, int replicates) =>
        Promoted(rule, metric, seed => { var (a, b) = draw(seed); return ((Predictions)a, (Predictions)b); }, replicates);
}
