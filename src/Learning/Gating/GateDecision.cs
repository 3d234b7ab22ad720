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

    /// <summary>The probability of a decision that <see cref="FactorFor"/> plans for.</summary>
    private const double Power = 0.8;

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
    /// How many times the rows decide: ((z₁₋α + z₀.₈) · standard error / distance)². The standard error falls with √n, and a decision
    /// needs the limit z₁₋α of them away from where the value will fall with probability 0.8.
    /// </summary>
    public static double FactorFor(double standardError, double distance) =>
        Math.Pow((Normal.Quantile(1 - Alpha) + Normal.Quantile(Power)) * standardError / distance, 2);

    /// <summary>How often an equal model passes a margin, on rows where the difference has this standard error.</summary>
    public static double ChanceOfAnEqual(double standardError, double margin) =>
        standardError > 0 ? Normal.Cdf((margin / standardError) - Normal.Quantile(1 - Alpha)) : 1;

    /// <summary>An interval's half-width as a standard error.</summary>
    public static double StandardError(Interval interval) => interval.Width / (2 * Normal.Quantile(1 - Alpha));

    /// <summary>Zero has no sign, and small numbers no exponent.</summary>
    public static string Text(double? value) => value switch
    {
        null => "nothing",
        { } small when Math.Abs(small) is >= 1e-8 and < 1e-4 => small.ToString("0.#########", CultureInfo.InvariantCulture),
        { } other => (other + 0.0).ToString("G5", CultureInfo.InvariantCulture),
    };

    /// <summary>The interval in words: not that of the metrics, which is wider.</summary>
    public static string Text(Interval interval) => string.Create(
        CultureInfo.InvariantCulture, $"{Text(interval.Lower)} to {Text(interval.Upper)}, {100 * Confidence:0} % interval");
}
