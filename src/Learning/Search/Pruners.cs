using System.Globalization;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Stopping;

namespace Mdlc.Learning.Search;

/// <summary>The pruners by their names.</summary>
public static class Pruners
{
    /// <exception cref="ArgumentException">The settings make no sense.</exception>
    public static IPruner Of(PrunerKind kind, PrunerSettings settings)
    {
        if (settings.MinResource < 1 || settings.ReductionFactor < 2 || settings.Interval < 0)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Found a least resource of {settings.MinResource}, a reduction factor of {settings.ReductionFactor} and an interval of {settings.Interval}, expected at least 1, 2 and 0."));
        }

        return kind switch
        {
            PrunerKind.None => new NoPruner(),
            PrunerKind.Median => new MedianPruner(settings),
            PrunerKind.Asha => new AshaPruner(settings.MinResource, settings.MaxResource, settings.ReductionFactor),
            PrunerKind.Hyperband => new HyperbandPruner(settings),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such pruner is known."),
        };
    }
}
