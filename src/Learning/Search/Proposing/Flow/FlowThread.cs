using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing.Flow;

/// <summary>
/// A local search after FLOW2 (Wu, Wang, Huang 2021): a step in a direction by chance, the opposite one when that was no gain, and shorter
/// steps when many have brought nothing. It needs only to know which is better, and stays near what it has, so that its trials cost
/// little more than its best one did.
/// </summary>
internal sealed class FlowThread(UnitSpace space)
{
    /// <summary>Of the longest way through the cube.</summary>
    private const double FirstStep = 0.1;

    /// <summary>Shorter steps are told apart by no one.</summary>
    private const double LastStep = 1e-3;

    /// <summary>Trials without a gain before steps get shorter, at most: the two to the power of the dimensions of FLOW2 is out of reach of a study.</summary>
    private const int MaxPatience = 8;

    private readonly int _dimensions = space.Axes.Count(axis => axis.Count != 1);
    private double _step = FirstStep * Math.Sqrt(space.Axes.Count(axis => axis.Count != 1));
    private int _seen;
    private int _fruitless;
    private int _scale;
    private int _scaleBefore = 1;
    private int _since;

    /// <summary>Null: nothing has succeeded yet.</summary>
    public double[]? Incumbent { get; private set; }

    public double Loss { get; private set; } = double.PositiveInfinity;

    public bool HasConverged => _step < LastStep * Math.Sqrt(_dimensions);

    /// <summary>To be called in order of the steps.</summary>
    /// <param name="step">Number of the step that led to it.</param>
    public void Observe(SeenTrial seen, int step)
    {
        _seen++;
        if (seen.IsComplete && seen.Loss < Loss)
        {
            (Incumbent, Loss, _since, _fruitless) = (seen.Point, seen.Loss, step, 0);
            _step = Math.Min(Math.Sqrt(_dimensions), _scale > 0 ? _step * Math.Sqrt((double)_scale / _scaleBefore) : _step);
            return;
        }

        if (++_fruitless < Math.Min(MaxPatience, 1 << Math.Min(_dimensions - 1, 9)) + 1)
        {
            return;
        }

        _fruitless -= 2;
        _scaleBefore = _scale > 0 ? _scale : Math.Max(1, _seen - _fruitless - 2);
        _scale = _seen + 1;
        _step *= Math.Sqrt((double)_scaleBefore / _scale);
    }

    /// <summary>The next step from the incumbent.</summary>
    /// <param name="origin">Where to step from when nothing has succeeded yet.</param>
    /// <param name="seed">Of the whole search.</param>
    /// <param name="step">Number of the step.</param>
    /// <param name="draw">0; more: another direction and a longer step, since that one led to a point that was tried.</param>
    public double[] Move(double[] origin, long seed, int step, int draw)
    {
        // Every other step mirrors the one before, which came from the same place and led to nothing: otherwise there would be a new place.
        var mirrors = draw == 0 && (step - _since) % 2 == 0 && Incumbent is not null;
        var ofStep = SeededRandom.Derive(SeededRandom.Derive(seed, mirrors ? step - 1 : step), "flow");
        var random = new SeededRandom(SeededRandom.Derive(ofStep, draw));
        var direction = space.Axes.Select(axis => axis.Count == 1 ? 0 : random.NextNormal()).ToArray();
        var length = Math.Sqrt(direction.Sum(part => part * part));
        var factor = (mirrors ? -1 : 1) * _step * (1 + (draw / 4.0)) / Math.Max(length, 1e-12);
        var from = Incumbent ?? origin;
        var point = new double[from.Length];
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = Step(space.Axes[i], from[i], direction[i] * factor, random);
        }

        return point;
    }

    /// <summary>Choices without an order have no direction: the longer the step, the likelier is another one.</summary>
    private static double Step(Axis axis, double from, double by, SeededRandom random)
    {
        var (turn, other) = (random.NextDouble(), random.NextDouble());
        if (double.IsNaN(from) || (axis.IsCategorical && turn < Math.Min(0.5, Math.Abs(by))))
        {
            return other;
        }

        return axis.IsCategorical ? from : Math.Clamp(from + by, 0, 1);
    }
}
