namespace Mdlc.Learning.Search.Proposing.Tpe;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra et al. 2011) over all parameters together: of a few points drawn from the density of the
/// good trials, the one that is likeliest among them compared with the others. What is pending counts among the others, so that parallel
/// trials keep away from each other.
/// </summary>
internal sealed class TpeTuner : Tuner
{
    /// <summary>Trials before anything is concluded from them.</summary>
    private const int Startup = 10;

    private const int Candidates = 24;

    /// <summary>How many of n trials are the good ones.</summary>
    public static int Good(int n) => Math.Min((int)Math.Ceiling(0.1 * n), 25);

    protected override (double[]? Point, string? Note) Next(SearchContext context) => (Point(context), null);

    /// <returns>Null: by chance.</returns>
    public static double[]? Point(SearchContext context)
    {
        var ranked = context.Ranked;
        if (ranked.Count < Startup)
        {
            return null;
        }

        var good = ranked.Take(Good(ranked.Count)).Select(seen => seen.Number).ToHashSet();
        var better = new ParzenEstimator(context.Space, [.. context.Trials.Where(seen => good.Contains(seen.Number)).Select(seen => seen.Point)]);
        var others = new ParzenEstimator(context.Space, [.. context.Trials.Where(seen => !good.Contains(seen.Number)).Select(seen => seen.Point)]);
        var random = context.Random("tpe");
        double[]? best = null;
        var bestScore = double.NegativeInfinity;
        for (var i = 0; i < Candidates; i++)
        {
            // As it would be tried: rounded, and to be found in a later history.
            var candidate = context.Space.Encode(context.Space.Decode(better.Sample(random)));
            var score = better.LogDensity(candidate) - others.LogDensity(candidate);
            if (score > bestScore && !context.IsTaken(candidate))
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return best;
    }
}
