using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Learning.Gating;

/// <summary>
/// The gate: whether a candidate may replace the champion. It decides on confidence limits, never on point values: a rule passes when
/// the pessimistic end of its interval clears the limit, fails when not even the optimistic end does, and is inconclusive between.
/// Each end is a one-sided 95 % bound, so that a candidate no better than the champion passes <c>superior</c>, and one exactly the
/// margin worse passes <c>nonInferior</c>, at most 5 times in 100; one just as good passes a margin of k standard errors with
/// probability Φ(k − 1.64).
/// </summary>
public static class GateEvaluator
{
    /// <summary>A pure function: the same evidence gives the same verdict.</summary>
    /// <exception cref="ArgumentException">A metric is not one of the kind of model.</exception>
    public static GateVerdict Evaluate(GateSpec spec, GateEvidence evidence)
    {
        var earlier = Standing.Of(evidence);
        GateRuleResult[] rules = [.. Limits(spec, evidence), .. Comparisons(spec, evidence, earlier)];
        var verdict = Overall(rules);
        var needed = rules.Where(rule => rule.RowsNeeded is not null).MaxBy(rule => (rule.RowsNeeded, rule.RowsNeededIsBound));
        return new GateVerdict
        {
            Verdict = verdict,
            Judged = rules.Length > 0,
            Metric = evidence.Metric,
            Alpha = GateDecision.Alpha,
            Rows = evidence.Candidate.Rows,
            Seed = evidence.Seed,
            Rules = rules,
            RowsNeeded = needed?.RowsNeeded,
            RowsNeededIsBound = needed?.RowsNeededIsBound ?? false,
            NotCompared = spec.Champion is null ? [] : earlier.NotCompared,
            BestChampion = earlier.BestOfAll?.Opponent,
            Summary = rules.Length == 0
                ? "no rule of the gate applies"
                : string.Join("; ", rules.Where(rule => rule.Result == verdict).Select(rule => rule.Reason)),
        };
    }

    private static IEnumerable<GateRuleResult> Limits(GateSpec spec, GateEvidence evidence)
    {
        foreach (var (metric, limit) in spec.Limits.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (limit.Min is { } min)
            {
                yield return LimitJudge.Judge(evidence, metric, GateForm.Min, min);
            }
            if (limit.Max is { } max)
            {
                yield return LimitJudge.Judge(evidence, metric, GateForm.Max, max);
            }
        }
    }

    private static IEnumerable<GateRuleResult> Comparisons(GateSpec spec, GateEvidence evidence, Standing earlier)
    {
        if (spec.Champion is not { } asked)
        {
            yield break;
        }
        if (evidence.SameAs is { } same)
        {
            yield return ComparisonJudge.Same(evidence, asked, same);
            yield break;
        }
        if (evidence.Champion is not { } champion)
        {
            yield break;
        }
        yield return ComparisonJudge.Judge(evidence, GateRule.Champion, asked, champion);
        if (earlier.Best is { } best)
        {
            yield return ComparisonJudge.Judge(evidence, GateRule.BestOfRecent, asked, best);
        }
    }

    private static Verdict Overall(GateRuleResult[] rules) =>
        rules.Any(rule => rule.Result == Verdict.Fail) ? Verdict.Fail
        : rules.Any(rule => rule.Result == Verdict.Inconclusive) ? Verdict.Inconclusive
        : Verdict.Pass;
}
