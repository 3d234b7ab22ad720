using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>What all tuners do alike: first the points that are given, then the method's, and none that was proposed before.</summary>
internal abstract class Tuner : ITuner
{
    public Proposal? Propose(SearchSpace space, IReadOnlyList<Observation> history, int trial, long seed)
    {
        var context = new SearchContext(space, history, trial, seed);
        var starts = context.Starts;
        if (trial < starts.Count)
        {
            return new Proposal(starts[trial]);
        }

        var (point, note) = Next(context);
        if (point is null || context.IsTaken(point))
        {
            point = Otherwise(context);
        }

        return point is null ? null : new Proposal(context.Space.Decode(point), note);
    }

    /// <returns>No point, or one that was proposed before: another one is drawn.</returns>
    protected abstract (double[]? Point, string? Note) Next(SearchContext context);

    /// <summary>What is proposed when the method's point was proposed before; null: nothing is left.</summary>
    protected virtual double[]? Otherwise(SearchContext context) => context.RandomPoint();
}
