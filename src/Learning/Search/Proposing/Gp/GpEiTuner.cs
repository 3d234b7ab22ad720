using System.Globalization;
using Mdlc.Learning.Search.Proposing.Tpe;
using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Search.Proposing.Gp;

/// <summary>
/// The point from which a Gaussian process expects the largest improvement. Pending trials count as if they had come to the mean, so that
/// parallel ones keep apart; pruned and failed ones as the worst.
/// </summary>
internal sealed class GpEiTuner : Tuner
{
    /// <summary>Beyond so many parameters it is no better than TPE, and slower.</summary>
    public const int MaxDimensions = 15;

    /// <summary>Trials that it goes by at most: the cost grows by the cube of their number.</summary>
    public const int MaxTrials = 300;

    /// <summary>Trials by which lengths and noise are found, at most.</summary>
    private const int MaxFit = 100;

    private const int Draws = 1000;
    private const int Refined = 4;

    protected override (double[]? Point, string? Note) Next(SearchContext context)
    {
        var dimensions = context.Space.Axes.Count(axis => axis.Count != 1);
        if (dimensions > MaxDimensions)
        {
            var note = string.Create(
                CultureInfo.InvariantCulture,
                $"gpEi is for up to {MaxDimensions} parameters and the space has {dimensions}: tpe proposes in its place.");
            return (TpeTuner.Point(context), context.Trial == context.Starts.Count ? note : null);
        }

        var complete = context.Complete.ToList();
        if (complete.Count < 2 || context.Ranked.Count < Math.Max(5, 2 * dimensions))
        {
            return (SobolTuner.Point(context, context.Trial - context.Starts.Count), null);
        }

        var used = Used(context, MaxTrials);
        return (Best(context, used, Model(context, used)), context.Trials.Count == MaxTrials + 1 ? TooMany : null);
    }

    private static string TooMany { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"gpEi goes by {MaxTrials} trials at most: from here on by the best half of them and the newest.");

    /// <summary>All of them, or the best half of so many and the newest; pending ones are new.</summary>
    private static SeenTrial[] Used(SearchContext context, int most)
    {
        if (context.Trials.Count <= most)
        {
            return [.. context.Trials];
        }

        var best = context.Ranked.Take(most / 2).ToHashSet();
        var newest = context.Trials.Reverse().Where(seen => !best.Contains(seen)).Take(most - best.Count).ToHashSet();
        return [.. context.Trials.Where(seen => best.Contains(seen) || newest.Contains(seen))];
    }

    private static GaussianProcess Model(SearchContext context, SeenTrial[] used)
    {
        var values = Standardized(used);
        var few = Used(context, MaxFit).ToHashSet();
        return GaussianProcess.Fit(
            [.. used.Select(seen => Inputs(context.Space, seen.Point))],
            values,
            [.. Enumerable.Range(0, used.Length).Where(i => few.Contains(used[i]))]);
    }

    /// <summary>About 0 with deviation 1. What is far worse than the rest counts as less so: only that it is bad matters.</summary>
    private static double[] Standardized(SeenTrial[] used)
    {
        var losses = used.Where(seen => seen.IsComplete).Select(seen => seen.Loss).Order().ToArray();
        var (lower, upper) = (Descriptive.Quantile(losses, 0.25), Descriptive.Quantile(losses, 0.75));
        var cap = upper + (3 * (upper - lower));
        var worst = Math.Min(losses[^1], cap);
        var capped = losses.Select(loss => Math.Min(loss, cap)).ToArray();
        var mean = Descriptive.Mean(capped);
        var deviation = Descriptive.PopulationStandardDeviation(capped);
        deviation = deviation > 0 ? deviation : 1;
        return [.. used.Select(seen =>
            seen.IsPending ? 0 : ((seen.IsComplete ? Math.Min(seen.Loss, cap) : worst) - mean) / deviation)];
    }

    /// <summary>Numbers as their coordinates, choices as one input each; what is inactive lies in the middle.</summary>
    private static double[] Inputs(UnitSpace space, double[] point)
    {
        var inputs = new List<double>();
        for (var i = 0; i < point.Length; i++)
        {
            var axis = space.Axes[i];
            if (axis.IsCategorical)
            {
                var choice = double.IsNaN(point[i]) ? -1 : axis.IndexAt(point[i]);
                inputs.AddRange(Enumerable.Range(0, axis.Count).Select(k => k == choice ? 0.7 : 0));
            }
            else
            {
                inputs.Add(double.IsNaN(point[i]) ? 0.5 : point[i]);
            }
        }

        return [.. inputs];
    }

    private static double[]? Best(SearchContext context, SeenTrial[] used, GaussianProcess model)
    {
        var space = context.Space;
        var random = context.Random("gp");
        var least = Standardized(used).Where((_, i) => used[i].IsComplete).Min();
        var incumbent = context.Complete.MinBy(seen => seen.Loss)!.Point;
        var drawn = Enumerable.Range(0, Draws)
            .Select(i => Snapped(space, i < Draws * 3 / 4 ? Anywhere(space, random) : Near(incumbent, random)))
            .Select(point => (Point: point, Score: Score(point)))
            .OrderByDescending(scored => scored.Score)
            .ToList();
        var refined = drawn.Take(Refined).Select(Refine).ToList();
        return refined.Concat(drawn).OrderByDescending(scored => scored.Score).Take(50)
            .Select(scored => scored.Point).FirstOrDefault(point => !context.IsTaken(point));

        double Score(double[] point)
        {
            var (mean, deviation) = model.Predict(Inputs(space, space.Masked(point)));
            return LogImprovement((least - mean) / deviation) + Math.Log(deviation);
        }

        (double[] Point, double Score) Refine((double[] Point, double Score) from)
        {
            var (best, score) = from;
            for (var step = 0.1; step > 2e-4; step /= 2)
            {
                for (var i = 0; i < best.Length; i++)
                {
                    foreach (var side in (ReadOnlySpan<int>)[-1, 1])
                    {
                        var moved = (double[])best.Clone();
                        moved[i] = Beside(space.Axes[i], moved[i], side * step);
                        if (Score(moved) is var other && other > score)
                        {
                            (best, score) = (moved, other);
                        }
                    }
                }
            }

            return (best, score);
        }
    }

    private static double[] Anywhere(UnitSpace space, SeededRandom random) => [.. space.Axes.Select(_ => random.NextDouble())];

    private static double[] Near(double[] incumbent, SeededRandom random)
    {
        var width = Math.Pow(10, -1 - (2 * random.NextDouble()));
        return [.. incumbent.Select(at => double.IsNaN(at) ? random.NextDouble() : Math.Clamp(at + (width * random.NextNormal()), 0, 1))];
    }

    private static double[] Snapped(UnitSpace space, double[] point) =>
        [.. point.Select((at, i) => space.Axes[i].Count > 0 ? space.Axes[i].ToUnit(space.Axes[i].ValueAt(space.Axes[i].IndexAt(at))) : at)];

    private static double Beside(Axis axis, double at, double by)
    {
        if (axis.Count == 0)
        {
            return Math.Clamp(at + by, 0, 1);
        }

        var index = axis.IndexAt(Math.Clamp(at + by, 0, 1));
        index = index == axis.IndexAt(at) ? Math.Clamp(index + Math.Sign(by), 0, axis.Count - 1) : index;
        return axis.ToUnit(axis.ValueAt(index));
    }

    /// <summary>
    /// The logarithm of the improvement that a standard normal deviate below z is expected to bring, log(z·Φ(z) + φ(z)); far down, where the two
    /// terms cancel, by its asymptotic series.
    /// </summary>
    public static double LogImprovement(double z)
    {
        var logDensity = (-0.5 * z * z) - (0.5 * Math.Log(2 * Math.PI));
        if (z > -6)
        {
            return Math.Log(Math.Max(double.Epsilon, (z * Normal.Cdf(z)) + Math.Exp(logDensity)));
        }

        var square = z * z;
        return logDensity - Math.Log(square) + Math.Log(1 - ((3 - ((15 - (105 / square)) / square)) / square));
    }
}
