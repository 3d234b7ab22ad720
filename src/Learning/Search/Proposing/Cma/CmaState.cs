namespace Mdlc.Learning.Search.Proposing.Cma;

/// <summary>
/// The normal distribution that CMA-ES draws from, and its learning (Hansen's tutorial, 2016, with positive weights). The covariance is
/// decomposed after Cholesky, so that a point that was rounded or came from elsewhere has a place in it as well.
/// </summary>
internal sealed class CmaState
{
    /// <summary>A sixth of the range.</summary>
    private const double FirstSigma = 1.0 / 6;

    private readonly int _dimensions;
    private readonly double[] _weights;
    private readonly double _effective;
    private readonly double _stepRate;
    private readonly double _stepDamping;
    private readonly double _pathRate;
    private readonly double _rankOne;
    private readonly double _rankMany;
    private readonly double _expectedLength;
    private double[,] _covariance;
    private double[] _stepPath;
    private double[] _covariancePath;
    private LowerTriangle _factor;
    private int _generation;

    /// <param name="population">Trials of a generation.</param>
    public CmaState(double[] mean, int population)
    {
        _dimensions = mean.Length;
        Population = population;
        Mean = mean;
        Sigma = FirstSigma;
        var raw = Enumerable.Range(1, population / 2).Select(i => Math.Log((population + 1) / 2.0) - Math.Log(i)).ToArray();
        _weights = [.. raw.Select(weight => weight / raw.Sum())];
        _effective = 1 / _weights.Sum(weight => weight * weight);
        double n = _dimensions;
        _stepRate = (_effective + 2) / (n + _effective + 5);
        _stepDamping = 1 + (2 * Math.Max(0, Math.Sqrt((_effective - 1) / (n + 1)) - 1)) + _stepRate;
        _pathRate = (4 + (_effective / n)) / (n + 4 + (2 * _effective / n));
        _rankOne = 2 / (((n + 1.3) * (n + 1.3)) + _effective);
        _rankMany = Math.Min(1 - _rankOne, 2 * (_effective - 2 + (1 / _effective)) / (((n + 2) * (n + 2)) + _effective));
        _expectedLength = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));
        _stepPath = new double[_dimensions];
        _covariancePath = new double[_dimensions];
        _covariance = new double[_dimensions, _dimensions];
        Unlearn();
    }

    public int Population { get; }

    public double[] Mean { get; private set; }

    public double Sigma { get; private set; }

    /// <summary>As wide as the distribution is along an axis.</summary>
    public double Deviation(int axis) => Sigma * Math.Sqrt(_covariance[axis, axis]);

    public double[] At(double[] z)
    {
        var y = _factor.Times(z);
        return [.. Mean.Select((mean, i) => mean + (Sigma * y[i]))];
    }

    /// <param name="points">A whole generation, best first.</param>
    public void Learn(IReadOnlyList<double[]> points)
    {
        _generation++;
        var steps = points.Take(_weights.Length).Select(StepTo).ToArray();
        var step = new double[_dimensions];
        for (var k = 0; k < steps.Length; k++)
        {
            for (var i = 0; i < _dimensions; i++)
            {
                step[i] += _weights[k] * steps[k][i];
            }
        }

        Mean = [.. Mean.Select((mean, i) => mean + (Sigma * step[i]))];
        var whitened = _factor.Solve(step);
        var stepGain = Math.Sqrt(_stepRate * (2 - _stepRate) * _effective);
        _stepPath = [.. _stepPath.Select((path, i) => ((1 - _stepRate) * path) + (stepGain * whitened[i]))];
        var length = Math.Sqrt(_stepPath.Sum(path => path * path));
        var isShort = length / Math.Sqrt(1 - Math.Pow(1 - _stepRate, 2 * _generation)) < (1.4 + (2 / (_dimensions + 1.0))) * _expectedLength;
        var pathGain = isShort ? Math.Sqrt(_pathRate * (2 - _pathRate) * _effective) : 0;
        _covariancePath = [.. _covariancePath.Select((path, i) => ((1 - _pathRate) * path) + (pathGain * step[i]))];
        var keep = 1 - _rankOne - _rankMany + (isShort ? 0 : _rankOne * _pathRate * (2 - _pathRate));
        for (var i = 0; i < _dimensions; i++)
        {
            for (var j = 0; j < _dimensions; j++)
            {
                var many = 0.0;
                for (var k = 0; k < steps.Length; k++)
                {
                    many += _weights[k] * steps[k][i] * steps[k][j];
                }

                _covariance[i, j] = (keep * _covariance[i, j]) + (_rankOne * _covariancePath[i] * _covariancePath[j]) + (_rankMany * many);
            }
        }

        Sigma *= Math.Exp(Math.Min(1, _stepRate / _stepDamping * ((length / _expectedLength) - 1)));
        if (LowerTriangle.Of(_covariance) is { } factor)
        {
            _factor = factor;
        }
        else
        {
            Unlearn();
        }
    }

    /// <summary>The step in units of sigma; one that this distribution would hardly have made counts shorter (Hansen 2011, injected points).</summary>
    private double[] StepTo(double[] point)
    {
        double[] step = [.. point.Select((at, i) => (at - Mean[i]) / Sigma)];
        var length = Math.Sqrt(_factor.Solve(step).Sum(z => z * z));
        var longest = Math.Sqrt(_dimensions) + (2.0 * _dimensions / (_dimensions + 2));
        return length <= longest ? step : [.. step.Select(y => y * longest / length)];
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_factor))]
    private void Unlearn()
    {
        _covariance = new double[_dimensions, _dimensions];
        for (var i = 0; i < _dimensions; i++)
        {
            _covariance[i, i] = 1;
        }

        _factor = LowerTriangle.Of(_covariance)!;
    }
}
