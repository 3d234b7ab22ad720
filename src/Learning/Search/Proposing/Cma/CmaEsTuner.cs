using Mdlc.Learning.Search.Proposing.Tpe;
using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing.Cma;

/// <summary>
/// Evolution of a normal distribution by its best trials (CMA-ES), anew with twice the population when it has narrowed to a point (IPOP).
/// Each whole generation of finished trials is learned from in order of their numbers, so that what is pending only delays. Choices without
/// an order are TPE's.
/// </summary>
internal sealed class CmaEsTuner : Tuner
{
    /// <summary>Draws for a point within the cube that was not proposed before.</summary>
    private const int Draws = 100;

    /// <summary>As wide as a distribution is when six digits hardly tell its points apart.</summary>
    private const double Narrow = 1e-6;

    protected override (double[]? Point, string? Note) Next(SearchContext context)
    {
        var axes = Enumerable.Range(0, context.Space.Axes.Count).Where(axis => !context.Space.Axes[axis].IsCategorical && context.Space.Axes[axis].Count != 1).ToArray();
        var tpe = axes.Length < context.Space.Axes.Count ? TpeTuner.Point(context) ?? context.RandomPoint() : null;
        if (axes.Length == 0)
        {
            return (tpe, null);
        }

        var state = Replay(context, axes);
        var random = context.Random("cma");
        for (var draw = 0; draw < Draws; draw++)
        {
            var numbers = Draw(state, random);
            var point = context.Space.Axes.Select((_, i) => tpe is null || double.IsNaN(tpe[i]) ? 0.5 : tpe[i]).ToArray();
            for (var i = 0; i < axes.Length; i++)
            {
                point[axes[i]] = WithMargin(context.Space.Axes[axes[i]], numbers[i], state, i, axes.Length, random);
            }

            if (!context.IsTaken(point))
            {
                return (point, null);
            }
        }

        return (null, null);
    }

    /// <summary>In the cube; after many draws beyond it at its border.</summary>
    private static double[] Draw(CmaState state, SeededRandom random)
    {
        double[] point = [];
        for (var draw = 0; draw < Draws; draw++)
        {
            point = state.At([.. state.Mean.Select(_ => random.NextNormal())]);
            if (Array.TrueForAll(point, at => at is >= 0 and <= 1))
            {
                break;
            }
        }

        return [.. point.Select(at => Math.Clamp(at, 0, 1))];
    }

    /// <summary>
    /// A distribution that has become narrower than a whole number would try that one for ever: now and then it takes a neighbour (after
    /// Hamano et al. 2022, where this margin is part of the distribution).
    /// </summary>
    private static double WithMargin(Axis axis, double at, CmaState state, int index, int dimensions, SeededRandom random)
    {
        if (axis.Count == 0)
        {
            return at;
        }

        var (low, high) = axis.Cell(at);
        var (turn, side) = (random.NextDouble(), random.NextDouble());
        if (state.Deviation(index) > (high - low) / 2 || turn >= 1.0 / (dimensions * state.Population))
        {
            return at;
        }

        var neighbour = axis.IndexAt(at) + (side < 0.5 ? -1 : 1);
        neighbour = neighbour < 0 ? 1 : neighbour >= axis.Count ? axis.Count - 2 : neighbour;
        return axis.ToUnit(axis.ValueAt(neighbour));
    }

    private static CmaState Replay(SearchContext context, int[] axes)
    {
        var state = First(context, axes);
        var generation = new List<SeenTrial>();
        var restarts = 0;
        foreach (var seen in context.Trials.Where(seen => !seen.IsPending && seen.Number >= context.Starts.Count))
        {
            generation.Add(seen);
            if (generation.Count < state.Population)
            {
                continue;
            }

            var current = state;
            state.Learn([.. generation
                .OrderBy(trial => trial.State).ThenByDescending(trial => trial.Resource).ThenBy(trial => trial.Loss).ThenBy(trial => trial.Number)
                .Select(trial => axes.Select((axis, i) => double.IsNaN(trial.Point[axis]) ? current.Mean[i] : trial.Point[axis]).ToArray())]);
            generation.Clear();
            if (Enumerable.Range(0, axes.Length).All(i => state.Deviation(i) < Narrow))
            {
                restarts++;
                var random = new SeededRandom(SeededRandom.Derive(SeededRandom.Derive(context.Seed, "restart"), restarts));
                state = new CmaState([.. axes.Select(_ => random.NextDouble())], state.Population * 2);
            }
        }

        return state;
    }

    /// <summary>From the best of the given points, else from the middle.</summary>
    private static CmaState First(SearchContext context, int[] axes)
    {
        var start = context.Ranked.FirstOrDefault(seen => seen.Number < context.Starts.Count && seen.IsComplete);
        return new CmaState(
            [.. axes.Select(axis => start is null || double.IsNaN(start.Point[axis]) ? 0.5 : start.Point[axis])],
            4 + (int)Math.Floor(3 * Math.Log(axes.Length)));
    }
}
