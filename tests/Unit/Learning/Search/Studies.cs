using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;

namespace Mdlc.Unit.Tests.Learning.Search;

/// <summary>Whole studies in memory.</summary>
internal static class Studies
{
    /// <param name="parallel">A trial knows what came of those that are so many before it; the ones since are pending.</param>
    /// <returns>Fewer than asked for when the space is used up.</returns>
    public static IReadOnlyList<Observation> Run(
        TunerKind kind, SearchSpace space, Func<IReadOnlyDictionary<string, double>, double> loss, int trials, long seed, int parallel = 1)
    {
        var tuner = Tuners.Of(kind);
        var finished = new List<Observation>();
        for (var trial = 0; trial < trials; trial++)
        {
            var known = trial - parallel;
            var history = finished.Select(seen => seen.Trial <= known ? seen : seen with { State = ObservationState.Pending, Loss = null }).ToList();
            if (tuner.Propose(space, history, trial, seed) is not { } proposal)
            {
                break;
            }

            finished.Add(new Observation(trial, proposal.Params, ObservationState.Complete, loss(proposal.Params)));
        }

        return finished;
    }

    /// <summary>How far the best of the first so many trials is from the least value, for each of these numbers.</summary>
    public static double[] Regrets(TunerKind kind, TestFunction function, long seed, params int[] after)
    {
        var losses = Run(kind, function.Space, function.Of, after.Max(), seed).Select(seen => seen.Loss!.Value).ToList();
        return [.. after.Select(trials => losses.Take(trials).Min() - function.Least)];
    }
}
