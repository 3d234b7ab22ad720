using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Gating;

/// <summary>Holds a paired difference against 0 or the margin.</summary>
internal static class ComparisonJudge
{
    public static GateRuleResult Judge(GateEvidence evidence, GateRule rule, ChampionRule asked, PairedComparison comparison)
    {
        var result = Open(evidence, rule, asked, comparison.Opponent) with { Rows = comparison.Candidate?.Rows ?? 0 };
        if (comparison.Obstacle is { } obstacle)
        {
            return result with { Reason = $"no comparison with {comparison.Opponent}: {obstacle}" };
        }
        var candidate = MetricCatalogue.Prepare(evidence.Metric, comparison.Candidate!);
        var other = MetricCatalogue.Prepare(evidence.Metric, comparison.Other!);
        result = result with { CandidateValue = Finite(candidate), OpponentValue = Finite(other) };
        if (Sufficiency.Shortage(comparison.Candidate!, evidence.Candidate.Rows) is { } shortage)
        {
            return RowsEstimate.Tell(result, $"no comparison with {comparison.Opponent}: {shortage.Reason}", shortage.Needed);
        }
        return Compared(evidence, result, candidate, other, asked);
    }

    /// <summary>The candidate is the opponent, bit for bit.</summary>
    public static GateRuleResult Same(GateEvidence evidence, ChampionRule asked, string opponent) =>
        Open(evidence, GateRule.Champion, asked, opponent) with
        {
            Rows = evidence.Candidate.Rows,
            Result = Verdict.Pass,
            Reason = $"the same model as {opponent}, bit for bit",
        };

    private static GateRuleResult Open(GateEvidence evidence, GateRule rule, ChampionRule asked, string opponent) => new()
    {
        Rule = rule,
        Metric = evidence.Metric,
        Form = asked.Kind == ChampionRuleKind.Superior ? GateForm.Superior : GateForm.NonInferior,
        Opponent = opponent,
        Rows = 0,
        Result = Verdict.Inconclusive,
        Reason = "",
    };

    private static GateRuleResult Compared(GateEvidence evidence, GateRuleResult open, Metric candidate, Metric other, ChampionRule asked)
    {
        var seed = SeededRandom.Derive(SeededRandom.Derive(evidence.Seed, open.Metric), open.Opponent!);
        var (difference, obstacle) = PairedDifference.Of(
            candidate, other, standardError => MarginFor(open, asked, other.Value, standardError), seed, evidence.Replicates);
        if (difference is null)
        {
            return open with { Reason = $"no comparison with {open.Opponent}: {obstacle}" };
        }
        var verdict = Decide(open.Form, difference);
        var needed = verdict == Verdict.Inconclusive ? RowsEstimate.Of(evidence.Candidate.Rows, Factor(open.Form, difference)) : null;
        var judged = open with
        {
            Limit = difference.Limit,
            Value = difference.Improvement,
            CiLower = difference.Interval.Lower,
            CiUpper = difference.Interval.Upper,
            StandardError = difference.StandardError,
            MarginCap = difference.Margin.Cap,
            Method = difference.Method,
            P = difference.P,
            Seed = difference.Replicates is null ? null : seed,
            Replicates = difference.Replicates,
            Result = verdict,
        };
        return RowsEstimate.Tell(judged, ComparisonWords.Of(judged, difference, needed), needed);
    }

    private static Margin MarginFor(GateRuleResult rule, ChampionRule asked, double opponentValue, double standardError) =>
        rule.Form == GateForm.Superior ? Margin.None
        : rule.Rule == GateRule.BestOfRecent ? Margin.OfTheBest(asked, opponentValue)
        : Margin.Of(asked, opponentValue, standardError);

    /// <summary>A pass also needs the p-value: with few discordant rows it is exact, and stricter than the score interval.</summary>
    private static Verdict Decide(GateForm form, PairedDifference difference)
    {
        var verdict = GateDecision.Decide(form, difference.Interval, difference.Limit);
        return verdict == Verdict.Pass && difference.Method == IntervalMethod.McNemarExact && form == GateForm.Superior && difference.P > GateDecision.Alpha
            ? Verdict.Inconclusive
            : verdict;
    }

    /// <summary>
    /// By the margin where there is one: at so many rows an equal model passes with probability 0.8, and a margin of standard errors is below its
    /// cap. The gap that was seen is mostly noise, and next to the margin it would ask for any number of rows.
    /// </summary>
    private static double Factor(GateForm form, PairedDifference difference) =>
        difference.Margin is { StandardErrors: { } many, Cap: { } cap }
            ? Math.Pow(many * difference.StandardError / cap, 2)
            : GateDecision.FactorFor(
                difference.StandardError,
                form == GateForm.NonInferior && difference.Margin.Value > 0 ? difference.Margin.Value : Math.Abs(difference.Improvement));

    private static double? Finite(Metric metric) => metric.UndefinedReason is null ? metric.Value : null;
}
