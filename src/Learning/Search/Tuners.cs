using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Proposing;

namespace Mdlc.Learning.Search;

/// <summary>The tuners by their names.</summary>
public static class Tuners
{
    public static ITuner Of(TunerKind kind) => kind switch
    {
        _ => new RandomTuner(),
    };
}
