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
        var form = asked.Kind == ChampionRuleKind.Superior ? GateForm.Superior : GateForm.NonInferior;
        var result = new GateRuleResult
        {
            Rule = rule,
            Metric = evidence.Metric,
            Form = form,
            Opponent = comparison.Opponent,
            Rows = comparison.Candidate?.Rows ?? 0,
            Result = Verdict.Inconclusive,
            Reason = "",
        };
        if (comparison.Obstacle is { } obstacle)
        {
            return result with { Reason = $"no comparison with {comparison.Opponent}: {obstacle}" };
        }
        var candidate = MetricCatalogue.Prepare(evidence.Metric, comparison.Candidate!);
        var other = MetricCatalogue.Prepare(evidence.Metric, comparison.Other!);
        result = result with { CandidateValue = Finite(candidate), OpponentValue = Finite(other) };
        if (Sufficiency.Shortage(comparison.Candidate!) is { } shortage)
        {
            return result with
            {
                Reason = $"no comparison with {comparison.Opponent}: {shortage.Reason}",
                RowsNeeded = shortage.RowsNeeded,
            };
        }
        return Compared(evidence, result, candidate, other, LimitOf(asked, other.Value));
    }

    /// <summary>0 for superior, else −margin: of a relative one, that share of the opponent's value on the compared rows.</summary>
    public static double LimitOf(ChampionRule asked, double opponentValue) => asked.Kind == ChampionRuleKind.Superior
        ? 0
        : -Math.Abs(asked.MarginIsRelative ? asked.Margin * opponentValue : asked.Margin);

    /// <summary>How much better the candidate is, turned so that more is better; NaN where the metric is undefined.</summary>
    public static double Improvement(string metricName, PairedComparison comparison)
    {
        var candidate = MetricCatalogue.Prepare(metricName, comparison.Candidate!);
        var other = MetricCatalogue.Prepare(metricName, comparison.Other!);
        return (candidate.HigherIsBetter ? 1 : -1) * (candidate.Value - other.Value);
    }

    private static GateRuleResult Compared(GateEvidence evidence, GateRuleResult open, Metric candidate, Metric other, double limit)
    {
        var seed = SeededRandom.Derive(SeededRandom.Derive(evidence.Seed, open.Metric), open.Opponent!);
        var (difference, obstacle) = PairedDifference.Of(candidate, other, limit, seed, evidence.Replicates);
        if (difference is null)
        {
            return open with { Reason = $"no comparison with {open.Opponent}: {obstacle}" };
        }
        var verdict = Decide(open.Form, difference, limit);
        var gap = Math.Abs(difference.Improvement - limit);
        return open with
        {
            Limit = limit,
            Value = difference.Improvement,
            CiLower = difference.Interval.Lower,
            CiUpper = difference.Interval.Upper,
            Method = difference.Method,
            P = difference.P,
            Seed = difference.Replicates is null ? null : seed,
            Replicates = difference.Replicates,
            Result = verdict,
            Reason = Sentence(open, difference, limit, verdict),
            RowsNeeded = verdict == Verdict.Inconclusive
                ? GateDecision.RowsNeeded(open.Rows, GateDecision.StandardError(difference.Interval), gap)
                : null,
        };
    }

    /// <summary>A pass also needs the p-value: with few discordant rows it is exact, and stricter than the score interval.</summary>
    private static Verdict Decide(GateForm form, PairedDifference difference, double limit)
    {
        var verdict = GateDecision.Decide(form, difference.Interval, limit);
        return verdict == Verdict.Pass && difference.Method == IntervalMethod.McNemarExact && form == GateForm.Superior && difference.P > GateDecision.Alpha
            ? Verdict.Inconclusive
            : verdict;
    }

    private static string Sentence(GateRuleResult rule, PairedDifference difference, double limit, Verdict verdict)
    {
        var asked = rule.Form == GateForm.Superior
            ? $"better than {rule.Opponent}"
            : $"no more than {GateDecision.Text(-limit)} worse than {rule.Opponent}";
        var seen = $"{rule.Metric} improves by {GateDecision.Text(difference.Improvement)} ({GateDecision.Text(difference.Interval.Lower)} to "
            + $"{GateDecision.Text(difference.Interval.Upper)} on {rule.Rows} rows)";
        return verdict switch
        {
            Verdict.Pass => $"{seen}: {asked}, as asked",
            Verdict.Fail => $"{seen}: not {asked}, even at its best end",
            _ => $"{seen}: the rows do not decide whether it is {asked}",
        };
    }

    private static double? Finite(Metric metric) => metric.UndefinedReason is null ? metric.Value : null;
}
