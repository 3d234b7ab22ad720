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
    public void Evaluate_NoRules_PassesAndSaysThatNothingWasJudged()
    {
        var (candidate, _) = Simulated.Classifiers(1, 200, 0.8, 0.8);

        var verdict = Judge(new GateSpec(), candidate);

        Assert.Equal((Verdict.Pass, false), (verdict.Verdict, verdict.Judged));
        Assert.Empty(verdict.Rules);
        Assert.Equal("no rule of the gate applies", verdict.Summary);
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
        Assert.Contains("90 % interval, on 2000 rows", rule.Reason, StringComparison.Ordinal);
    }

    /// <summary>Two digits, rounded up: whoever gathers so many shall not be told of more.</summary>
    [Fact]
    public void Limit_LeftOpen_NeedsNoFewerRowsThanItTakes()
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);
        var value = MetricCatalogue.Evaluate(MetricName.Auc, candidate).Value!.Value;
        foreach (var gap in Enumerable.Range(1, 12).Select(i => 0.0007 * i))
        {
            var rule = Assert.Single(Judge(Limit(MetricName.Auc, new LimitSpec(Min: value - gap)), candidate).Rules);

            var needed = 2000 * Math.Pow((1.64485 + 0.84162) * (rule.CiUpper!.Value - rule.CiLower!.Value) / (2 * 1.64485) / gap, 2);
            Assert.InRange(rule.RowsNeeded!.Value, 0.9999 * needed, 1.1 * needed);
        }
    }

    [Fact]
    public void Limits_ThatSeveralRulesLeaveOpen_NeedAsManyRowsAsTheMostDemanding()
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);
        var value = MetricCatalogue.Evaluate(MetricName.Auc, candidate).Value!.Value;

        var verdict = Judge(Limit(MetricName.Auc, new LimitSpec(value - 0.004, value + 0.008)), candidate);

        Assert.Equal([Verdict.Inconclusive, Verdict.Inconclusive], verdict.Rules.Select(rule => rule.Result));
        Assert.True(verdict.Rules[0].RowsNeeded > verdict.Rules[1].RowsNeeded);
        Assert.Equal(verdict.Rules[0].RowsNeeded, verdict.RowsNeeded);
    }

    [Fact]
    public void Limit_Missed_SaysOnWhichSide()
    {
        var (candidate, _) = Simulated.Classifiers(1, 2000, 0.85, 0.85);

        Assert.EndsWith("below 0.9, even at its best end", Judge(Limit(MetricName.Auc, new LimitSpec(Min: 0.9)), candidate).Summary, StringComparison.Ordinal);
        Assert.EndsWith("above 0.8, even at its best end", Judge(Limit(MetricName.Auc, new LimitSpec(Max: 0.8)), candidate).Summary, StringComparison.Ordinal);
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

    [Theory]
    [InlineData(29, Verdict.Inconclusive)]
    [InlineData(30, Verdict.Pass)]
    public void Limit_ThirtyPositives_AreEnough(int positives, Verdict expected)
    {
        var labels = Enumerable.Range(0, 1000).Select(i => i < positives).ToArray();
        var candidate = BinaryPredictions.FromProbabilities(labels, [.. labels.Select((label, i) => (label ? 0.9 : 0.1) + (i * 1e-5))]);

        Assert.Equal(expected, Judge(Limit(MetricName.Auc, new LimitSpec(Min: 0.5)), candidate).Verdict);
    }

    [Fact]
    public void Limit_PerfectRegression_SaysHowLittleThatSays()
    {
        var labels = Enumerable.Range(0, 200).Select(i => (double)i).ToArray();
        var candidate = new RegressionPredictions(labels, labels);

        var verdict = Judge(Limit(MetricName.Rmse, new LimitSpec(Max: 60)), candidate, MetricName.Rmse);

        Assert.Equal(Verdict.Pass, verdict.Verdict);
        Assert.Contains("no width, as all 200 rows give the same; up to 1.5 % of other rows may not", verdict.Summary, StringComparison.Ordinal);
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

    /// <summary>r² below 0: a share of it is a margin below it all the same.</summary>
    [Fact]
    public void Champion_RelativeMarginOfANegativeValue_IsStillBelowIt()
    {
        var (candidate, champion) = Simulated.Regressors(4, 1000, 150, 150);
        var asked = new ChampionRule { Margin = 0.1, MarginIsRelative = true };

        var rule = Assert.Single(Compare(asked, candidate, champion, MetricName.RSquared).Rules);

        Assert.True(rule.OpponentValue < -1);
        Assert.Equal(0.1 * rule.OpponentValue!.Value, rule.Limit!.Value, 1e-12);
        Assert.Equal(Verdict.Pass, rule.Result);
    }

    [Theory]
    [InlineData(MetricName.Auc)]
    [InlineData(MetricName.Accuracy)]
    [InlineData(MetricName.F1)]
    public void Champion_MarginInStandardErrors_IsThatManyOfTheDifferenceOnTheRows(string metric)
    {
        var (candidate, champion) = Simulated.Classifiers(5, 2000, 0.85, 0.85);

        var rule = Assert.Single(Compare(new ChampionRule { StandardErrors = 2.5, Margin = 0.5 }, candidate, champion, metric).Rules);

        Assert.Equal((rule.CiUpper!.Value - rule.CiLower!.Value) / (2 * 1.6449), rule.StandardError!.Value, 1e-4);
        Assert.Equal(-2.5 * rule.StandardError.Value, rule.Limit!.Value, 1e-12);
        Assert.Equal(0.5, rule.MarginCap);
        Assert.Contains("(2.5 standard errors)", rule.Reason, StringComparison.Ordinal);
    }

    /// <summary>The p-value is that of the margin, on the side where the candidate is worse: it meets its level where the interval's end does.</summary>
    [Theory]
    [InlineData(MetricName.Auc)]
    [InlineData(MetricName.Accuracy)]
    [InlineData(MetricName.F1)]
    public void Champion_FixedMargin_HasAPValueThatGoesWithTheInterval(string metric)
    {
        var (candidate, champion) = Simulated.Classifiers(5, 2000, 0.85, 0.85);
        var end = -Assert.Single(Compare(new ChampionRule { Margin = 0.5 }, candidate, champion, metric).Rules).CiLower!.Value;
        Assert.True(end > 0);

        var wider = Assert.Single(Compare(new ChampionRule { Margin = 1.2 * end }, candidate, champion, metric).Rules);
        var narrower = Assert.Single(Compare(new ChampionRule { Margin = 0.8 * end }, candidate, champion, metric).Rules);

        Assert.Equal((Verdict.Pass, Verdict.Inconclusive), (wider.Result, narrower.Result));
        Assert.InRange(wider.P!.Value, 0.001, 0.05);
        Assert.InRange(narrower.P!.Value, 0.05, 0.3);
    }

    [Fact]
    public void Champion_StandardErrorsBeyondTheCap_SaysHowManyTestRowsItTakesWhateverTheGap()
    {
        var needed = new HashSet<long?>();
        foreach (var auc in new[] { 0.846, 0.848, 0.85 })
        {
            var (candidate, champion) = Simulated.Classifiers(5, 2000, auc, 0.85);

            var rule = Assert.Single(Compare(new ChampionRule { StandardErrors = 3, Margin = 0.001 }, candidate, champion).Rules);

            Assert.Equal((Verdict.Inconclusive, -0.001), (rule.Result, rule.Limit));
            Assert.Equal(2000 * Math.Pow(3 * rule.StandardError!.Value / 0.001, 2), rule.RowsNeeded!.Value, 0.1 * rule.RowsNeeded.Value);
            Assert.Contains("the most it may be; 3 standard errors are", rule.Reason, StringComparison.Ordinal);
            Assert.Contains($"about {rule.RowsNeeded} test rows would decide", rule.Reason, StringComparison.Ordinal);
            needed.Add(rule.RowsNeeded / 100_000);
        }

        Assert.Single(needed);
    }

    [Fact]
    public void Champion_ClearlyBetterWhereTheStandardErrorsAreBeyondTheCap_Passes()
    {
        var (candidate, champion) = Simulated.Classifiers(5, 2000, 0.88, 0.85);

        Assert.Equal(Verdict.Pass, Compare(new ChampionRule { StandardErrors = 3, Margin = 0.002 }, candidate, champion).Verdict);
    }

    [Fact]
    public void Champion_HopelesslySmallMargin_SaysMoreThanTenMillion()
    {
        var (candidate, champion) = Simulated.Classifiers(5, 2000, 0.85, 0.85);

        var verdict = Compare(new ChampionRule { Margin = 1e-7 }, candidate, champion);

        Assert.Equal((10_000_000, true), (verdict.RowsNeeded, verdict.RowsNeededIsBound));
        Assert.EndsWith("more than 10 million test rows would be needed", verdict.Summary, StringComparison.Ordinal);
    }

    /// <summary>A margin that the rows are enough for: more rows are not what it lacks, however near the candidate is to the limit.</summary>
    [Fact]
    public void Champion_WorseByTheMargin_IsNotToldToGetMoreRows()
    {
        var rule = Enumerable.Range(1, 50)
            .Select(seed => Simulated.Classifiers(seed, 2000, 0.837, 0.85))
            .Select(pair => Assert.Single(Compare(new ChampionRule { Margin = 0.013 }, pair.Candidate, pair.Champion).Rules))
            .First(rule => rule.Result == Verdict.Inconclusive && Math.Abs(rule.Value!.Value - rule.Limit!.Value) < 0.0005);

        Assert.Null(rule.RowsNeeded);
        Assert.Matches("an equal model passes [89][0-9] times in 100 on as many rows$", rule.Reason);
    }

    /// <summary>The rows that are compared may be a part of the test rows: told is how many of these are needed.</summary>
    [Fact]
    public void Champion_ComparedOnAPartOfTheTestRows_CountsInTestRows()
    {
        var (candidate, champion) = Simulated.Classifiers(5, 2000, 0.85, 0.85);
        int[] part = [.. Enumerable.Range(0, 500)];
        var asked = new GateSpec { Champion = new ChampionRule { StandardErrors = 3, Margin = 0.002 } };
        var evidence = new GateEvidence
        {
            Candidate = candidate,
            Metric = MetricName.Auc,
            Champion = PairedComparison.Of("m@1", candidate.Select(part), champion.Select(part)),
            Seed = 1,
        };

        var rule = Assert.Single(GateEvaluator.Evaluate(asked, evidence).Rules);

        Assert.Equal(500, rule.Rows);
        Assert.Equal(2000 * Math.Pow(3 * rule.StandardError!.Value / 0.002, 2), rule.RowsNeeded!.Value, 0.1 * rule.RowsNeeded.Value);
    }

    [Fact]
    public void Champion_PredictionsOfEqualValue_HaveNoSignedZero()
    {
        var (candidate, _) = Simulated.Regressors(4, 1000, 50, 50);

        foreach (var margin in new[] { new ChampionRule(), new ChampionRule { Margin = 0.01, MarginIsRelative = true }, new ChampionRule { StandardErrors = 3, Margin = 1 }, Superior })
        {
            var verdict = Compare(margin, candidate, candidate, MetricName.Rmse);

            Assert.Equal(margin == Superior ? Verdict.Fail : Verdict.Pass, verdict.Verdict);
            Assert.StartsWith("rmse is that of m@1 (0 to 0, 90 % interval of the gain, on 1000 rows): ", verdict.Summary, StringComparison.Ordinal);
            Assert.DoesNotContain("-0", verdict.Summary, StringComparison.Ordinal);
            Assert.DoesNotContain("not no", verdict.Summary, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ChampionRuleKind.NonInferior)]
    [InlineData(ChampionRuleKind.Superior)]
    public void Champion_TheSameModel_PassesUnderItsNameWithoutAComparison(ChampionRuleKind kind)
    {
        var (candidate, better) = Simulated.Classifiers(5, 2000, 0.8, 0.9);
        var evidence = new GateEvidence
        {
            Candidate = candidate,
            Metric = MetricName.Auc,
            SameAs = "m@3",
            Recent = [PairedComparison.Of("m@2", candidate, better)],
            Seed = 1,
        };

        var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = new ChampionRule { Kind = kind } }, evidence);

        Assert.Equal((Verdict.Pass, true, "the same model as m@3, bit for bit"), (verdict.Verdict, verdict.Judged, verdict.Summary));
        Assert.Equal(("m@3", null), (Assert.Single(verdict.Rules).Opponent, verdict.Rules[0].Value));
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
    public void Recent_SeveralThatCanBeCompared_TheBestIsTheOpponent()
    {
        var (candidate, strong) = Simulated.Classifiers(8, 5000, 0.80, 0.86);
        var (_, weak) = Simulated.Classifiers(8, 5000, 0.80, 0.70);
        var (_, champion) = Simulated.Classifiers(8, 5000, 0.80, 0.80);
        foreach (var recent in new[] { new[] { (2, strong), (1, weak) }, [(2, weak), (1, strong)] })
        {
            var evidence = new GateEvidence
            {
                Candidate = candidate,
                Metric = MetricName.Auc,
                Champion = PairedComparison.Of("m@3", candidate, champion),
                Recent = [.. recent.Select(earlier => PairedComparison.Of($"m@{earlier.Item1}", candidate, earlier.Item2))],
                Seed = 1,
            };

            var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = new ChampionRule { Margin = 0.02 } }, evidence);
            var rule = verdict.Rules[1];

            var expected = $"m@{recent.Single(earlier => earlier.Item2 == strong).Item1}";
            Assert.Equal((GateRule.BestOfRecent, expected, Verdict.Fail), (rule.Rule, rule.Opponent, rule.Result));
            Assert.Equal(expected, verdict.BestChampion);
        }
    }

    /// <summary>The margin against the best champion is the most that may be: the luckiest of many is no fair measure of two models' difference.</summary>
    [Fact]
    public void Recent_MarginInStandardErrors_IsItsCap()
    {
        var (candidate, champion) = Simulated.Classifiers(8, 2000, 0.85, 0.85);
        var evidence = new GateEvidence
        {
            Candidate = candidate,
            Metric = MetricName.Auc,
            Champion = PairedComparison.Of("m@3", candidate, champion),
            Recent = [PairedComparison.Of("m@2", candidate, champion)],
            Seed = 1,
        };

        var rules = GateEvaluator.Evaluate(new GateSpec { Champion = new ChampionRule { StandardErrors = 3, Margin = 0.04 } }, evidence).Rules;

        Assert.Equal(-3 * rules[0].StandardError!.Value, rules[0].Limit!.Value, 1e-12);
        Assert.Equal(-0.04, rules[1].Limit);
        Assert.Contains("m@2, the best champion before it", rules[1].Reason, StringComparison.Ordinal);
    }

    /// <summary>Else a champion that has few rows in common with everything after it would stop promotions for good.</summary>
    [Fact]
    public void Recent_TooFewCommonRows_IsSkippedAndTold()
    {
        var (candidate, champion) = Simulated.Classifiers(8, 2000, 0.85, 0.85);
        int[] few = [.. Enumerable.Range(0, 40)];
        var evidence = new GateEvidence
        {
            Candidate = candidate,
            Metric = MetricName.Auc,
            Champion = PairedComparison.Of("m@3", candidate, champion),
            Recent = [PairedComparison.Of("m@2", candidate.Select(few), champion.Select(few))],
            Seed = 1,
        };

        var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = new ChampionRule { Margin = 0.1 } }, evidence);

        Assert.Single(verdict.Rules);
        Assert.Matches("^m@2: [0-9]+ positives among 40 rows, at least 30 are needed$", Assert.Single(verdict.NotCompared));
        Assert.Equal("m@3", verdict.BestChampion);
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
