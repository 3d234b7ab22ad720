using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Stopping;

/// <summary>
/// Hyperband (Li et al. 2018) without its barriers: each trial belongs to a bracket by its number, in proportion to the brackets' sizes, and
/// is halved among the trials of its bracket only. So nothing is lost where early losses mislead: the last bracket ends none.
/// </summary>
internal sealed class HyperbandPruner : IPruner
{
    private readonly IReadOnlyList<HyperbandBracket> _brackets;
    private readonly int[] _cycle;
    private readonly AshaPruner[] _halvings;

    public HyperbandPruner(PrunerSettings settings)
    {
        _brackets = Brackets(settings.MinResource, settings.MaxResource, settings.ReductionFactor);
        _cycle = Cycle(_brackets);
        _halvings = [.. _brackets.Select((bracket, i) =>
            new AshaPruner(bracket.Resource, settings.MaxResource, settings.ReductionFactor, other => BracketOf(other) == i))];
    }

    /// <summary>
    /// From R = max / min: brackets s = ⌊log_η R⌋ to 0 of ⌈(s_max + 1) η^s / (s + 1)⌉ trials that begin with max · η^−s each.
    /// </summary>
    public static IReadOnlyList<HyperbandBracket> Brackets(int min, int max, int factor)
    {
        var most = 0;
        for (long resource = min; resource * factor <= max; resource *= factor)
        {
            most++;
        }

        return [.. Enumerable.Range(0, most + 1).Select(i => most - i).Select(s =>
            new HyperbandBracket(
                (int)Math.Ceiling((most + 1) * Math.Pow(factor, s) / (s + 1)),
                Math.Max(1, (int)Math.Round(max * Math.Pow(factor, -s)))))];
    }

    public int BracketOf(int trial) => _cycle[trial % _cycle.Length];

    public IReadOnlyList<int> Rungs(int trial) => _halvings[BracketOf(trial)].Rungs(trial);

    public bool ShouldStop(Observation trial, int resource, IReadOnlyList<Observation> history) =>
        _halvings[BracketOf(trial.Trial)].ShouldStop(trial, resource, history);

    /// <summary>The brackets of one round, mixed: next is always the one that lags most behind its share.</summary>
    private static int[] Cycle(IReadOnlyList<HyperbandBracket> brackets)
    {
        var total = brackets.Sum(bracket => bracket.Trials);
        var given = new int[brackets.Count];
        var cycle = new int[total];
        for (var i = 0; i < total; i++)
        {
            var next = Enumerable.Range(0, brackets.Count).MaxBy(b => ((i + 1.0) * brackets[b].Trials / total) - given[b]);
            given[next]++;
            cycle[i] = next;
        }

        return cycle;
    }
}
