using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;

namespace Mdlc.Unit.Tests.Learning.Gating;

public sealed class GateEvaluatorTests
{
    private static readonly ChampionRule Superior = new() { Kind = ChampionRuleKind.Superior };

    [Fact]
    public void Evaluate_NoRules_Passes()
    {
        var (candidate, _) = Simulated.Classifiers(1, 200, 0.8, 0.8);

        var verdict = Judge(new GateSpec(), candidate);

        Assert.Equal(Verdict.Pass, verdict.Verdict);
        Assert.Empty(verdict.Rules);
    }

    [Theory]
    [InlineData(0.80, Verdict.Pass)]
    [InlineData(0.90, Verdict.Fail)]
    [InlineData(0.845, Verdict.Inconclusive)]
    public void Limit_Min_DecidesOnTheInterval(double limit, Verdict expected)
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);

        var rule = Assert.Single(Judge(Limit(MetricName.Auc, new LimitSpec(Min: limit)), candidate).Rules);

        Assert.Equal(expected, rule.Result);
        Assert.Equal(GateForm.Min, rule.Form);
        Assert.InRange(rule.Value!.Value, rule.CiLower!.Value, rule.CiUpper!.Value);
        Assert.Equal(expected == Verdict.Inconclusive, rule.RowsNeeded > 2000);
        Assert.Equal(expected == Verdict.Pass, rule.P <= 0.05);
        Assert.Equal(2000, rule.Replicates);
    }

    [Theory]
    [InlineData(55, Verdict.Pass)]
    [InlineData(45, Verdict.Fail)]
    [InlineData(50, Verdict.Inconclusive)]
    public void Limit_MaxOfAnError_DecidesOnTheInterval(double limit, Verdict expected)
    {
        var (candidate, _) = Simulated.Regressors(3, 2000, 50, 50);

        var rule = Assert.Single(Judge(Limit(MetricName.Rmse, new LimitSpec(Max: limit)), candidate, MetricName.Rmse).Rules);

        Assert.Equal(expected, rule.Result);
        Assert.Equal(expected == Verdict.Pass, rule.P <= 0.05);
    }

    [Fact]
    public void Limit_BothBounds_AreTwoRules()
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);

        var verdict = Judge(Limit(MetricName.Auc, new LimitSpec(0.8, 0.9)), candidate);

        Assert.Equal([GateForm.Min, GateForm.Max], verdict.Rules.Select(rule => rule.Form));
        Assert.Equal(Verdict.Pass, verdict.Verdict);
    }

    [Fact]
    public void Limit_FewPositives_IsInconclusiveAndSaysHowMany()
    {
        var labels = Enumerable.Range(0, 1000).Select(i => i < 10).ToArray();
        var candidate = BinaryPredictions.FromProbabilities(labels, [.. labels.Select(label => label ? 0.9 : 0.1)]);

        var verdict = Judge(Limit(MetricName.Auc, new LimitSpec(Min: 0.5)), candidate);

        Assert.Equal(Verdict.Inconclusive, verdict.Verdict);
        Assert.Equal(3000, verdict.RowsNeeded);
        Assert.Contains("10 positives", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_OneClass_IsInconclusiveWithoutANumber()
    {
        var candidate = BinaryPredictions.FromProbabilities(new bool[100], new double[100]);

        var rule = Assert.Single(Judge(Limit(MetricName.Auc, new LimitSpec(Min: 0.5)), candidate).Rules);

        Assert.Equal(Verdict.Inconclusive, rule.Result);
        Assert.Null(rule.Value);
        Assert.Null(rule.RowsNeeded);
    }

    [Fact]
    public void Limit_PerfectScore_IsNotTakenForCertain()
    {
        var labels = Enumerable.Range(0, 80).Select(i => i % 2 == 0).ToArray();
        var candidate = BinaryPredictions.FromProbabilities(labels, [.. labels.Select(label => label ? 0.9 : 0.1)]);

        var rule = Assert.Single(Judge(Limit(MetricName.Auc, new LimitSpec(Min: 0.99)), candidate).Rules);

        Assert.Equal(Verdict.Inconclusive, rule.Result);
        Assert.Equal(IntervalMethod.Wilson, rule.Method);
    }

    [Fact]
    public void Limit_UnknownMetric_NamesThoseThereAre()
    {
        var (candidate, _) = Simulated.Classifiers(1, 200, 0.8, 0.8);

        var error = Assert.Throws<ArgumentException>(() => Judge(Limit("rmse", new LimitSpec(Max: 1)), candidate));

        Assert.Contains("auc, accuracy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Champion_None_TheRuleAsksNothing()
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);

        Assert.Equal(Verdict.Pass, Judge(new GateSpec { Champion = Superior }, candidate).Verdict);
    }

    [Theory]
    [InlineData(0.88, Verdict.Pass)]
    [InlineData(0.82, Verdict.Fail)]
    public void Champion_ClearlyBetterOrWorse_IsDecided(double auc, Verdict expected)
    {
        var (candidate, champion) = Simulated.Classifiers(5, 2000, auc, 0.85);

        var rule = Assert.Single(Compare(Superior, candidate, champion).Rules);

        Assert.Equal(expected, rule.Result);
        Assert.Equal(IntervalMethod.DeLong, rule.Method);
        Assert.Equal("m@1", rule.Opponent);
        Assert.Equal(rule.CandidateValue!.Value - rule.OpponentValue!.Value, rule.Value!.Value, 1e-12);
    }

    [Fact]
    public void Champion_ItselfAgain_IsNotSuperiorButNotInferior()
    {
        var (candidate, _) = Simulated.Classifiers(5, 2000, 0.85, 0.85);

        Assert.Equal(Verdict.Fail, Compare(Superior, candidate, candidate).Verdict);
        Assert.Equal(Verdict.Pass, Compare(new ChampionRule { Margin = 0 }, candidate, candidate).Verdict);
    }

    [Fact]
    public void Champion_SmallDifference_IsInconclusiveAndThatManyRowsDoDecide()
    {
        var rule = Enumerable.Range(1, 50)
            .Select(seed => Simulated.Classifiers(seed, 2000, 0.855, 0.85))
            .Select(pair => Assert.Single(Compare(Superior, pair.Candidate, pair.Champion).Rules))
            .First(rule => rule.Result == Verdict.Inconclusive && rule.Value > 0 && rule.RowsNeeded < 10_000);
        Assert.Contains("do not decide", rule.Reason, StringComparison.Ordinal);

        // A difference as large as the one seen is found in about 80 of 100 tries at the rows named.
        var seen = rule.Value!.Value;
        var passed = Enumerable.Range(0, 60).Count(i =>
        {
            var (a, b) = Simulated.Classifiers(1000 + i, (int)rule.RowsNeeded!.Value, 0.85 + seen, 0.85);
            return Compare(Superior, a, b).Verdict == Verdict.Pass;
        });
        Assert.InRange(passed, 38, 58);
    }

    [Fact]
    public void Champion_RelativeMargin_IsAShareOfItsValue()
    {
        var (candidate, champion) = Simulated.Regressors(4, 1000, 50, 50);
        var asked = new ChampionRule { Margin = 0.1, MarginIsRelative = true };

        var rule = Assert.Single(Compare(asked, candidate, champion, MetricName.Rmse).Rules);

        Assert.Equal(-0.1 * rule.OpponentValue!.Value, rule.Limit!.Value, 1e-12);
        Assert.Equal(Verdict.Pass, rule.Result);
        Assert.Equal(IntervalMethod.PairedBootstrapBca, rule.Method);
        Assert.NotNull(rule.Seed);
    }

    [Fact]
    public void Champion_LowerIsBetter_ImprovementIsPositiveWhenTheErrorFalls()
    {
        var (candidate, champion) = Simulated.Regressors(4, 1000, 40, 50);

        var rule = Assert.Single(Compare(Superior, candidate, champion, MetricName.Rmse).Rules);

        Assert.True(rule.Value > 0);
        Assert.Equal(Verdict.Pass, rule.Result);
    }

    [Fact]
    public void Champion_FewDiscordantRows_NeedTheExactTest()
    {
        // 4 against 0: the score test says p = 0.023, the exact one 0.0625.
        var labels = Enumerable.Range(0, 1000).Select(i => i % 2 == 0).ToArray();
        var wrong = labels.Select((label, i) => i < 4 ? !label : label).ToArray();
        var scores = new double[1000];

        var rule = Assert.Single(Compare(
            Superior, new BinaryPredictions(labels, scores, labels, null), new BinaryPredictions(labels, scores, wrong, null), MetricName.Accuracy).Rules);

        Assert.Equal(IntervalMethod.McNemarExact, rule.Method);
        Assert.Equal(0.0625, rule.P!.Value, 1e-12);
        Assert.True(rule.CiLower > 0);
        Assert.Equal(Verdict.Inconclusive, rule.Result);
    }

    [Fact]
    public void Champion_NotComparable_IsInconclusiveWithTheReason()
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);

        var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = Superior }, new GateEvidence
        {
            Candidate = candidate,
            Metric = MetricName.Auc,
            Champion = PairedComparison.Impossible("m@1", "the columns have changed and the split has no key"),
            Seed = 1,
        });

        Assert.Equal(Verdict.Inconclusive, verdict.Verdict);
        Assert.Equal("no comparison with m@1: the columns have changed and the split has no key", verdict.Summary);
    }

    [Fact]
    public void Recent_StepsOfNotInferior_DoNotAddUp()
    {
        var asked = new ChampionRule { Kind = ChampionRuleKind.NonInferior, Margin = 0.02 };
        var (candidate, best) = Simulated.Classifiers(8, 5000, 0.80, 0.86);
        var (_, champion) = Simulated.Classifiers(8, 5000, 0.80, 0.80);
        var evidence = new GateEvidence
        {
            Candidate = candidate,
            Metric = MetricName.Auc,
            Champion = PairedComparison.Of("m@3", candidate, champion),
            Recent =
            [
                PairedComparison.Of("m@3", candidate, champion),
                PairedComparison.Of("m@2", candidate, best),
                PairedComparison.Impossible("m@1", "its package is gone"),
            ],
            Seed = 1,
        };

        var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = asked }, evidence);

        Assert.Equal([Verdict.Pass, Verdict.Fail], verdict.Rules.Select(rule => rule.Result));
        Assert.Equal(GateRule.BestOfRecent, verdict.Rules[1].Rule);
        Assert.Equal("m@2", verdict.Rules[1].Opponent);
        Assert.Equal(Verdict.Fail, verdict.Verdict);
        Assert.Equal(["m@1: its package is gone"], verdict.NotCompared);
    }

    [Fact]
    public void Comparison_OtherLabels_IsRefused()
    {
        var (candidate, _) = Simulated.Classifiers(1, 100, 0.8, 0.8);
        var (other, _) = Simulated.Classifiers(2, 100, 0.8, 0.8);

        Assert.Throws<ArgumentException>(() => PairedComparison.Of("m@1", candidate, other));
    }

    [Fact]
    public void Verdict_Json_RoundTripsAndIsTheSameForTheSameSeed()
    {
        var (candidate, champion) = Simulated.Classifiers(5, 500, 0.85, 0.85);
        var spec = new GateSpec
        {
            Champion = Superior,
            Limits = new Dictionary<string, LimitSpec> { [MetricName.Auc] = new(Min: 0.5), [MetricName.F1] = new(Min: 0.1) },
        };

        var json = MdlcJson.Serialize(Judge(spec, candidate, champion: champion));

        Assert.Equal(json, MdlcJson.Serialize(Judge(spec, candidate, champion: champion)));
        Assert.Equal(json, MdlcJson.Serialize(MdlcJson.Deserialize<GateVerdict>(json)));
        Assert.Contains("\"form\":\"superior\"", json, StringComparison.Ordinal);
    }

    private static GateSpec Limit(string metric, LimitSpec limit) =>
        new() { Limits = new Dictionary<string, LimitSpec> { [metric] = limit } };

    private static GateVerdict Compare(ChampionRule rule, Predictions candidate, Predictions champion, string metric = MetricName.Auc) =>
        Judge(new GateSpec { Champion = rule }, candidate, metric, champion);

    private static GateVerdict Judge(
        GateSpec spec, Predictions candidate, string metric = MetricName.Auc, Predictions? champion = null) =>
        GateEvaluator.Evaluate(spec, new GateEvidence
        {
            Candidate = candidate,
            Metric = metric,
            Champion = champion is null ? null : PairedComparison.Of("m@1", candidate, champion),
            Seed = 42,
        });
}
