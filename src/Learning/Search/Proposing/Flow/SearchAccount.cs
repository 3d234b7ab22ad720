namespace Mdlc.Learning.Search.Proposing.Flow;

/// <summary>What a search has cost and gained, and what the next gain is expected to cost (after FLAML's estimate, Wang et al. 2021).</summary>
internal sealed class SearchAccount
{
    private double _cost;
    private double _costOfBest;
    private double _costOfSecond;
    private double _lossBefore = double.PositiveInfinity;

    public double Loss { get; private set; } = double.PositiveInfinity;

    /// <summary>A trial whose cost is not known counts 1.</summary>
    public void Add(SeenTrial seen)
    {
        _cost += seen.Cost > 0 ? seen.Cost : 1;
        if (seen.IsComplete && seen.Loss < Loss)
        {
            (_costOfSecond, _costOfBest) = (_costOfBest, _cost);
            (_lossBefore, Loss) = (Loss, seen.Loss);
        }
    }

    /// <summary>At least as much as was spent since the last gain or for it; and what closes the gap to the best of all at the speed so far.</summary>
    public double CostOfGain(double bestOfAll)
    {
        var alike = Math.Max(_cost - _costOfBest, _costOfBest - _costOfSecond);
        var gap = Loss - bestOfAll;
        if (!(gap > 0))
        {
            return alike;
        }

        var speed = double.IsFinite(_lossBefore) ? (_lossBefore - Loss) / Math.Max(1e-12, _cost - _costOfSecond) : 0;
        return speed > 0 ? Math.Max(alike, 2 * gap / speed) : double.IsFinite(gap) ? Math.Max(alike, _cost) : double.PositiveInfinity;
    }
}
