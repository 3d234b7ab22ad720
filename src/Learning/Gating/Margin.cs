using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Gating;

/// <summary>How much worse is still equal, in the metric's unit, on the rows at hand.</summary>
/// <param name="Value">The margin.</param>
/// <param name="Cap">Of a margin in standard errors: the most that it may be. Null: the margin is fixed.</param>
/// <param name="StandardErrors">How many were asked for; null where none were, or where the cap is the margin.</param>
internal readonly record struct Margin(double Value, double? Cap, double? StandardErrors)
{
    /// <summary>Of superior: none.</summary>
    public static Margin None => new(0, null, null);

    /// <summary>True: the standard errors asked for are more than may be, so that the rows are too few for the margin.</summary>
    public bool IsCapped => Cap is { } cap && StandardErrors is not null && Value >= cap;

    /// <param name="opponentValue">The opponent's metric on the compared rows, of which a relative margin is a share.</param>
    /// <param name="standardError">The difference's, on the same rows.</param>
    public static Margin Of(ChampionRule asked, double opponentValue, double standardError)
    {
        var most = Most(asked, opponentValue);
        return asked.StandardErrors is { } many ? new Margin(Math.Min(many * standardError, most), most, many) : new Margin(most, null, null);
    }

    /// <summary>
    /// Against the best champion so far: all that may be. That one is the luckiest of many on rows that they share, so that the standard
    /// errors, which are those of two models, would keep equal ones out.
    /// </summary>
    public static Margin OfTheBest(ChampionRule asked, double opponentValue) => new(Most(asked, opponentValue), null, null);

    private static double Most(ChampionRule asked, double opponentValue) =>
        Math.Abs(asked.MarginIsRelative ? asked.Margin * opponentValue : asked.Margin);
}
