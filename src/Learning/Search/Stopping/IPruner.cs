using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Stopping;

/// <summary>Says when a trial is to be ended, as a pure function of its arguments: no clock, no state, no order of the history.</summary>
public interface IPruner
{
    /// <summary>The resources at which a trial is looked at, ascending, all below its largest; none: it always runs to its end.</summary>
    /// <param name="trial">Number of the trial: of Hyperband's brackets each has other rungs.</param>
    IReadOnlyList<int> Rungs(int trial);

    /// <param name="trial">The trial itself, with its interim losses up to <paramref name="resource"/> at least; its state does not count.</param>
    /// <param name="resource">One of its rungs; elsewhere nothing is ended.</param>
    /// <param name="history">Trials that it may know of. The trial itself and pending ones do not count.</param>
    /// <returns>True: end it here.</returns>
    bool ShouldStop(Observation trial, int resource, IReadOnlyList<Observation> history);
}
