using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>
/// Independent draws from the space, after its start. Each parameter of each trial has a random stream of its own, so that the number of
/// trials, their order and other parameters change nothing, and a study that is replayed proposes the same trials.
/// </summary>
public static class RandomSearch
{
    /// <param name="trial">Number of the trial, from 0.</param>
    /// <returns>A value for every active parameter of the space, by name.</returns>
    public static IReadOnlyDictionary<string, double> Propose(SearchSpace space, long seed, int trial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trial);
        var cube = new UnitSpace(space);
        return trial == 0 && space.Start is { } start ? cube.Complete(start) : cube.Decode(Draw(cube, SeededRandom.Derive(seed, trial)));
    }

    internal static double[] Draw(UnitSpace space, long seed) =>
        [.. space.Axes.Select(axis => new SeededRandom(SeededRandom.Derive(seed, axis.Parameter.Name)).NextDouble())];
}
