using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Learning.Gating;

/// <summary>
/// The gate: whether a candidate may replace the champion. It decides on confidence limits, never on point values: a rule passes when
/// the pessimistic end of its interval clears the limit, fails when not even the optimistic end does, and is inconclusive between.
/// Each end is a one-sided 95 % bound, so that a candidate no better than the champion passes <c>superior</c>, and one exactly the
/// margin worse passes <c>nonInferior</c>, at most 5 times in 100.
/// </summary>
public static class GateEvaluator
{
    /// <summary>A pure function: the same evidence gives the same verdict.</summary>
    /// <exception cref="ArgumentException">A metric is not one of the kind of model.</exception>
    public static GateVerdict Evaluate(GateSpec spec, GateEvidence evidence)
    {
        GateRuleResult[] rules = [.. Limits(spec, evidence), .. Comparisons(spec, evidence)];
        var verdict = Overall(rules);
        return new GateVerdict
        {
            Verdict = verdict,
            Metric = evidence.Metric,
            Alpha = GateDecision.Alpha,
            Rows = evidence.Candidate.Rows,
            Seed = evidence.Seed,
            Rules = rules,
            RowsNeeded = rules.Max(rule => rule.RowsNeeded),
            NotCompared = [.. NotCompared(spec, evidence)],
            Summary = rules.Length == 0 ? "the gate has no rule that applies" : string.Join("; ", Deciding(rules, verdict)),
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

    private static IEnumerable<GateRuleResult> Comparisons(GateSpec spec, GateEvidence evidence)
    {
        if (spec.Champion is not { } asked || evidence.Champion is not { } champion)
        {
            yield break;
        }
        yield return ComparisonJudge.Judge(evidence, GateRule.Champion, asked, champion);
        if (BestOfRecent(evidence, champion) is { } best)
        {
            yield return ComparisonJudge.Judge(evidence, GateRule.BestOfRecent, asked, best);
        }
    }

    /// <summary>
    /// The recent champion that the candidate improves on least. One that it cannot be compared with is skipped and told of: else a
    /// change of columns would stop promotions until ten champions had passed.
    /// </summary>
    private static PairedComparison? BestOfRecent(GateEvidence evidence, PairedComparison champion) => evidence.Recent
        .Where(comparison => comparison.Opponent != champion.Opponent && comparison.Obstacle is null)
        .MinBy(comparison => ComparisonJudge.Improvement(evidence.Metric, comparison));

    private static IEnumerable<string> NotCompared(GateSpec spec, GateEvidence evidence) => spec.Champion is null
        ? []
        : evidence.Recent.Where(comparison => comparison.Obstacle is not null)
            .Select(comparison => $"{comparison.Opponent}: {comparison.Obstacle}");

    private static Verdict Overall(GateRuleResult[] rules) =>
        rules.Any(rule => rule.Result == Verdict.Fail) ? Verdict.Fail
        : rules.Any(rule => rule.Result == Verdict.Inconclusive) ? Verdict.Inconclusive
        : Verdict.Pass;

    private static IEnumerable<string> Deciding(GateRuleResult[] rules, Verdict verdict) =>
        rules.Where(rule => rule.Result == verdict).Select(rule =>
            rule.RowsNeeded is { } rows ? $"{rule.Reason}; about {rows} rows would" : rule.Reason);
}
