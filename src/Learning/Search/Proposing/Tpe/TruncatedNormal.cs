using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Search.Proposing.Tpe;

/// <summary>A normal distribution cut at 0 and 1.</summary>
internal readonly struct TruncatedNormal
{
    private static readonly double LogRootOfTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly double _mean;
    private readonly double _deviation;
    private readonly double _tail;
    private readonly double _mass;
    private readonly double _logScale;

    /// <param name="mean">From 0 to 1.</param>
    public TruncatedNormal(double mean, double deviation)
    {
        _mean = mean;
        _deviation = deviation;
        _tail = Normal.Cdf(-mean / deviation);
        _mass = Normal.Cdf((1 - mean) / deviation) - _tail;
        _logScale = Math.Log(deviation) + Math.Log(_mass) + LogRootOfTwoPi;
    }

    public double LogDensity(double x)
    {
        var z = (x - _mean) / _deviation;
        return (-0.5 * z * z) - _logScale;
    }

    public double LogMass(double low, double high)
    {
        var mass = (Normal.Cdf((high - _mean) / _deviation) - Normal.Cdf((low - _mean) / _deviation)) / _mass;
        return Math.Log(Math.Max(mass, double.Epsilon));
    }

    /// <param name="u">From 0 inclusive to 1 exclusive.</param>
    public double At(double u) => Math.Clamp(_mean + (_deviation * Normal.Quantile(_tail + (u * _mass))), 0, 1);
}
