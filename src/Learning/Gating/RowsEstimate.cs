using System.Globalization;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Learning.Gating;

/// <summary>About how many test rows would decide.</summary>
/// <param name="IsBound">True: more than that.</param>
internal readonly record struct RowsEstimate(long Rows, bool IsBound)
{
    /// <summary>Beyond this a number is no advice.</summary>
    private const long Most = 10_000_000;

    /// <summary>Null where the rows at hand are as many already: then rows are not what is lacking.</summary>
    /// <param name="rows">The test rows at hand.</param>
    /// <param name="factor">How many times as many are needed.</param>
    public static RowsEstimate? Of(int rows, double factor) => (rows * factor) switch
    {
        var needed when double.IsNaN(needed) || needed <= rows => null,
        > Most => new RowsEstimate(Most, true),
        var needed => new RowsEstimate(RoundedUp(Math.Max(needed, rows + 1.0)), false),
    };

    /// <summary>A rule's result with its reason and, where more rows would help, how many.</summary>
    public static GateRuleResult Tell(GateRuleResult result, string reason, RowsEstimate? needed) => result with
    {
        Reason = needed is { } rows ? $"{reason}; {rows}" : reason,
        RowsNeeded = needed?.Rows,
        RowsNeededIsBound = needed?.IsBound ?? false,
    };

    /// <summary>As the end of a sentence.</summary>
    public override string ToString() => IsBound
        ? $"more than {Most / 1_000_000} million test rows would be needed"
        : string.Create(CultureInfo.InvariantCulture, $"about {Rows} test rows would decide");

    /// <summary>Two significant digits: it is an estimate.</summary>
    private static long RoundedUp(double value)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(value)) - 1));
        return (long)(Math.Ceiling(value / unit) * unit);
    }
}
