using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Proposing;
using Mdlc.Learning.Search.Proposing.Cma;
using Mdlc.Learning.Search.Proposing.Flow;
using Mdlc.Learning.Search.Proposing.Gp;
using Mdlc.Learning.Search.Proposing.Tpe;

namespace Mdlc.Learning.Search;

/// <summary>The tuners by their names.</summary>
public static class Tuners
{
    public static ITuner Of(TunerKind kind) => kind switch
    {
        TunerKind.Tpe => new TpeTuner(),
        TunerKind.Random => new RandomTuner(),
        TunerKind.Sobol => new SobolTuner(),
        TunerKind.Grid => new GridTuner(),
        TunerKind.GpEi => new GpEiTuner(),
        TunerKind.CmaEs => new CmaEsTuner(),
        TunerKind.Cfo => new CfoTuner(),
        TunerKind.BlendSearch => new BlendTuner(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such tuner is known."),
    };
}
