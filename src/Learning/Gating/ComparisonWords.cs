using System.Globalization;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Learning.Gating;

/// <summary>A comparison as a sentence.</summary>
internal static class ComparisonWords
{
    /// <param name="needed">What the sentence goes on with; null: why rows are not what is lacking is said here.</param>
    public static string Of(GateRuleResult rule, PairedDifference difference, RowsEstimate? needed)
    {
        var seen = Seen(rule, difference);
        var margin = difference.Margin;
        if (rule.Form == GateForm.Superior || margin.Value == 0)
        {
            var better = rule.Form == GateForm.Superior ? "better" : "not worse";
            return rule.Result switch
            {
                Verdict.Pass => $"{seen}: {better}, as asked",
                Verdict.Fail when rule.Form == GateForm.Superior => $"{seen}: not better, even at its best end",
                Verdict.Fail => $"{seen}: worse, even at its best end",
                _ => $"{seen}: the rows do not decide whether it is {better}",
            };
        }

        var most = $"{GateDecision.Text(margin.Value)}{Origin(margin, difference.StandardError)}";
        return rule.Result switch
        {
            Verdict.Pass => $"{seen}: not worse by more than {most}, as asked",
            Verdict.Fail => $"{seen}: worse by more than {most}, even at its best end",
            _ => $"{seen}: the rows do not decide whether it is worse by more than {most}{(needed is null ? Chance(margin, difference) : "")}",
        };
    }

    private static string Seen(GateRuleResult rule, PairedDifference difference)
    {
        var opponent = rule.Rule == GateRule.BestOfRecent ? $"{rule.Opponent}, the best champion before it" : rule.Opponent;
        var size = GateDecision.Text(Math.Abs(difference.Improvement));
        var how = difference.Improvement == 0 ? "is that of" : $"is {size} {(difference.Improvement > 0 ? "better" : "worse")} than that of";
        return string.Create(
            CultureInfo.InvariantCulture, $"{rule.Metric} {how} {opponent} ({GateDecision.Text(difference.Interval)} of the gain, on {rule.Rows} rows)");
    }

    private static string Origin(Margin margin, double standardError) => margin switch
    {
        { StandardErrors: { } many, IsCapped: true } =>
            $" (the most it may be; {GateDecision.Text(many)} standard errors are {GateDecision.Text(many * standardError)} on these rows)",
        { StandardErrors: { } many } => $" ({GateDecision.Text(many)} standard errors)",
        _ => "",
    };

    private static string Chance(Margin margin, PairedDifference difference) => string.Create(
        CultureInfo.InvariantCulture,
        $"; an equal model passes {100 * GateDecision.ChanceOfAnEqual(difference.StandardError, margin.Value):0} times in 100 on as many rows");
}
