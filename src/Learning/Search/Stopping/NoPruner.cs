using Mdlc.Learning.Search.History;

namespace Mdlc.Learning.Search.Stopping;

internal sealed class NoPruner : IPruner
{
    public IReadOnlyList<int> Rungs(int trial) => [];

    public bool ShouldStop(Observation trial, int resource, IReadOnlyList<Observation> history) => false;
}
