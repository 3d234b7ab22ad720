using Mdlc.Learning.Search.History;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Stopping;

/// <summary>
/// Vizier's median rule: a trial is ended where its best loss so far is worse than the median of the other trials' mean losses up to there.
/// </summary>
internal sealed class MedianPruner(PrunerSettings settings) : IPruner
{
    public IReadOnlyList<int> Rungs(int trial)
    {
        var interval = settings.Interval > 0 ? settings.Interval : settings.MinResource;
        return [.. Enumerable.Range(0, int.MaxValue)
            .Select(i => settings.MinResource + ((long)i * interval))
            .TakeWhile(resource => resource < settings.MaxResource)
            .Select(resource => (int)resource)];
    }

    public bool ShouldStop(Observation trial, int resource, IReadOnlyList<Observation> history)
    {
        var best = trial.Interim.Where(at => at.Resource <= resource && double.IsFinite(at.Loss)).Select(at => at.Loss).DefaultIfEmpty(double.PositiveInfinity).Min();
        double[] others =
        [
            .. history
                .Where(other => other.Trial != trial.Trial && other.State == ObservationState.Complete)
                .Select(other => other.Interim.Where(at => at.Resource <= resource && double.IsFinite(at.Loss)).Select(at => at.Loss).ToArray())
                .Where(losses => losses.Length > 0)
                .Select(losses => Descriptive.Mean(losses.Order().ToArray()))
                .Order(),
        ];
        return Rungs(trial.Trial).Contains(resource) && others.Length >= Math.Max(1, settings.StartupTrials) && best > Descriptive.Quantile(others, 0.5);
    }
}
