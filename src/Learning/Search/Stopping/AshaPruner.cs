using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Stopping;

/// <summary>
/// Asynchronous successive halving (Li et al. 2020): at each rung a trial goes on when it is among the best 1/η of those that were there,
/// itself included; with fewer than η of them when it is the best. Nobody waits for anybody.
/// </summary>
/// <param name="first">The first rung's resource; each further one is η times as high.</param>
/// <param name="isPeer">Whose losses count; null: everybody's.</param>
internal sealed class AshaPruner(int first, int most, int factor, Func<int, bool>? isPeer = null) : IPruner
{
    public IReadOnlyList<int> Rungs(int trial)
    {
        var rungs = new List<int>();
        for (long resource = first; resource < most; resource *= factor)
        {
            rungs.Add((int)resource);
        }

        return rungs;
    }

    public bool ShouldStop(Observation trial, int resource, IReadOnlyList<Observation> history)
    {
        if (!Rungs(trial.Trial).Contains(resource))
        {
            return false;
        }

        if (LossAt(trial, resource) is not { } own)
        {
            return true;
        }

        // A pruned or failed trial was at its earlier rungs like any other.
        var rivals = history
            .Where(other => other.Trial != trial.Trial && other.State != ObservationState.Pending && isPeer?.Invoke(other.Trial) != false)
            .Select(other => LossAt(other, resource))
            .OfType<double>()
            .Append(own)
            .Order()
            .ToArray();
        return own > rivals[Math.Max(0, (rivals.Length / factor) - 1)];
    }

    /// <summary>Null: it was not there, or came there with nothing that can be compared.</summary>
    private static double? LossAt(Observation trial, int resource)
    {
        var at = trial.Interim.FirstOrDefault(interim => interim.Resource == resource);
        return at.Resource == resource && double.IsFinite(at.Loss) ? at.Loss : null;
    }
}
