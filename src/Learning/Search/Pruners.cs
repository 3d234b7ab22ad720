using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Stopping;

namespace Mdlc.Learning.Search;

/// <summary>The pruners by their names.</summary>
public static class Pruners
{
    public static IPruner Of(PrunerKind kind, PrunerSettings settings) => kind switch
    {
        _ => new NoPruner(),
    };
}
