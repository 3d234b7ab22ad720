using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Gating;

/// <summary>Holds a metric's interval against a bound.</summary>
internal static class LimitJudge
{
    public static GateRuleResult Judge(GateEvidence evidence, string metricName, GateForm form, double limit)
    {
        var metric = MetricCatalogue.Prepare(metricName, evidence.Candidate);
        var seed = SeededRandom.Derive(evidence.Seed, metricName);
        var result = new GateRuleResult
        {
            Rule = GateRule.Limit,
            Metric = metricName,
            Form = form,
            Limit = limit,
            Value = metric.UndefinedReason is null ? metric.Value : null,
            Rows = evidence.Candidate.Rows,
            Result = Verdict.Inconclusive,
            Reason = "",
        };
        if (Sufficiency.Shortage(evidence.Candidate, evidence.Candidate.Rows) is { } shortage)
        {
            return RowsEstimate.Tell(result, $"{metricName}: {shortage.Reason}", shortage.Needed);
        }
        var (interval, obstacle) = MetricInterval.Of(metric, seed, GateDecision.Confidence, evidence.Replicates);
        return interval is null
            ? result with { Reason = $"{metricName}: {obstacle}" }
            : Noted(Decided(result, interval, obstacle, seed), metric.Note);
    }

    private static GateRuleResult Noted(GateRuleResult result, string? note) =>
        note is null ? result : result with { Reason = $"{result.Reason} ({note})" };

    private static GateRuleResult Decided(GateRuleResult open, MetricInterval interval, string? caution, long seed)
    {
        var verdict = GateDecision.Decide(open.Form, interval.Interval, open.Limit!.Value);
        var gap = Math.Abs(open.Value!.Value - open.Limit.Value);
        var needed = verdict == Verdict.Inconclusive
            ? RowsEstimate.Of(open.Rows, GateDecision.FactorFor(GateDecision.StandardError(interval.Interval), gap))
            : null;
        var decided = open with
        {
            CiLower = interval.Interval.Lower,
            CiUpper = interval.Interval.Upper,
            Method = interval.Method,
            P = interval.Distribution is not { } distribution ? null
                : open.Form == GateForm.Min ? distribution.PValueAtMost(open.Limit.Value)
                : 1 - distribution.PValueAtMost(open.Limit.Value),
            Seed = seed,
            Replicates = interval.Replicates,
            Result = verdict,
        };
        return RowsEstimate.Tell(decided, Sentence(open, interval.Interval, verdict) + (caution is null ? "" : $" ({caution})"), needed);
    }

    private static string Sentence(GateRuleResult rule, Interval interval, Verdict verdict)
    {
        var word = rule.Form == GateForm.Min ? "at least" : "at most";
        var seen = $"{rule.Metric} is {GateDecision.Text(rule.Value)} "
            + $"({GateDecision.Text(interval)}, on {rule.Rows} rows)";
        var asked = $"{word} {GateDecision.Text(rule.Limit)}";
        return verdict switch
        {
            Verdict.Pass => $"{seen}: {asked}, as asked",
            Verdict.Fail => $"{seen}: {(rule.Form == GateForm.Min ? "below" : "above")} {GateDecision.Text(rule.Limit)}, even at its best end",
            _ => $"{seen}: the rows do not decide whether it is {asked}",
        };
    }
}
