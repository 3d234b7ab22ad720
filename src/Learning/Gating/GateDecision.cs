using System.Globalization;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Gating;

/// <summary>The three-valued decision of an interval against a limit.</summary>
internal static class GateDecision
{
    /// <summary>The chance, at most, that a candidate exactly on the limit passes: each end of the interval is a one-sided bound at this level.</summary>
    public const double Alpha = 0.05;

    /// <summary>The interval's two-sided level.</summary>
    public const double Confidence = 1 - (2 * Alpha);

    /// <summary>The probability of a decision that <see cref="RowsNeeded"/> plans for.</summary>
    private const double Power = 0.8;

    private const long MostRows = 1_000_000_000;

    /// <summary>
    /// Pass: the pessimistic end clears the limit. Fail: not even the optimistic end does. Otherwise inconclusive. Bounds are inclusive,
    /// but superior must be above 0.
    /// </summary>
    public static Verdict Decide(GateForm form, Interval interval, double limit) => form switch
    {
        GateForm.Min or GateForm.NonInferior =>
            interval.Lower >= limit ? Verdict.Pass : interval.Upper < limit ? Verdict.Fail : Verdict.Inconclusive,
        GateForm.Max =>
            interval.Upper <= limit ? Verdict.Pass : interval.Lower > limit ? Verdict.Fail : Verdict.Inconclusive,
        _ => interval.Lower > limit ? Verdict.Pass : interval.Upper <= limit ? Verdict.Fail : Verdict.Inconclusive,
    };

    /// <summary>
    /// n · ((z₁₋α + z₀.₈) · standard error / |value − limit|)²: the standard error falls with √n, and a decision needs the limit z₁₋α of
    /// them away from where the value will fall with probability 0.8.
    /// </summary>
    public static long? RowsNeeded(int rows, double standardError, double gap)
    {
        var needed = rows * Math.Pow((Normal.Quantile(1 - Alpha) + Normal.Quantile(Power)) * standardError / gap, 2);
        return needed is > 0 and <= MostRows ? RoundedUp(Math.Max(needed, rows + 1.0)) : null;
    }

    /// <summary>The rows that would hold enough of what is scarce, if its share stays.</summary>
    public static long? RowsForScarcest(int rows, int found, int needed) =>
        found == 0 ? null : RoundedUp((double)rows * needed / found);

    /// <summary>An interval's half-width as a standard error.</summary>
    public static double StandardError(Interval interval) => interval.Width / (2 * Normal.Quantile(1 - Alpha));

    public static string Text(double? value) => value is null ? "nothing" : value.Value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Two significant digits: it is an estimate.</summary>
    private static long RoundedUp(double value)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(value)) - 1));
        return (long)(Math.Ceiling(value / unit) * unit);
    }
}
