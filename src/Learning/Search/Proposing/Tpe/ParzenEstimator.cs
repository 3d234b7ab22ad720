using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing.Tpe;

/// <summary>
/// A density over the whole space: a product kernel around each point that was seen, and one that spans everything. Where a point says
/// nothing of a parameter, because it was inactive there, its kernel is the spanning one, so that points of different branches of a
/// conditional space are of one density.
/// </summary>
internal sealed class ParzenEstimator
{
    /// <summary>Points up to which all count alike; beyond them the oldest count less.</summary>
    public const int FullWeights = 25;

    /// <summary>Kernels are never narrower than the range by this.</summary>
    private const double MaxKernels = 100;

    private readonly UnitSpace _space;
    private readonly double[] _weights;
    private readonly double[] _logWeights;

    /// <summary>By axis and kernel; null: the kernel says nothing of the axis.</summary>
    private readonly TruncatedNormal?[][] _numbers;

    /// <summary>By axis and kernel: the position in a categorical parameter's list; −1: it says nothing.</summary>
    private readonly int[][] _choices;

    /// <param name="points">In order of their trials, the oldest first.</param>
    public ParzenEstimator(UnitSpace space, IReadOnlyList<double[]> points)
    {
        _space = space;
        var weights = Weights(points.Count).Append(1).ToArray();
        var sum = weights.Sum();
        _weights = [.. weights.Select(weight => weight / sum)];
        _logWeights = [.. _weights.Select(weight => Math.Log(weight))];
        _numbers = new TruncatedNormal?[space.Axes.Count][];
        _choices = new int[space.Axes.Count][];
        for (var i = 0; i < space.Axes.Count; i++)
        {
            var (axis, at) = (space.Axes[i], points.Select(point => point[i]).ToArray());
            _numbers[i] = axis.IsCategorical ? [] : Kernels(at);
            _choices[i] = axis.IsCategorical ? [.. at.Select(value => double.IsNaN(value) ? -1 : axis.IndexAt(value)), -1] : [];
        }
    }

    /// <summary>Of n points, the oldest first: all alike up to 25, else rising from 1/n, with the last 25 in full.</summary>
    public static double[] Weights(int n)
    {
        var rising = Math.Max(0, n - FullWeights);
        return [.. Enumerable.Range(0, n).Select(i =>
            i >= rising ? 1
            : rising == 1 ? 1.0 / n
            : (1.0 / n) + ((1 - (1.0 / n)) * i / (rising - 1)))];
    }

    /// <summary>Of one point, NaN where a parameter is inactive.</summary>
    public double[] Sample(SeededRandom random)
    {
        var kernel = Pick(random.NextDouble());
        var point = Enumerable.Repeat(double.NaN, _space.Axes.Count).ToArray();
        foreach (var axis in _space.Order)
        {
            if (_space.IsActive(axis, point))
            {
                point[axis] = _space.Axes[axis].IsCategorical ? SampleChoice(axis, kernel, random) : SampleNumber(axis, kernel, random);
            }
        }

        return point;
    }

    /// <summary>Of a finite parameter the probability of its value, else the density along the coordinate.</summary>
    public double LogDensity(double[] point)
    {
        var terms = new double[_weights.Length];
        _logWeights.CopyTo(terms, 0);
        for (var i = 0; i < point.Length; i++)
        {
            if (!double.IsNaN(point[i]))
            {
                Add(terms, i, point[i]);
            }
        }

        var max = terms.Max();
        return max + Math.Log(terms.Sum(term => Math.Exp(term - max)));
    }

    private void Add(double[] terms, int index, double at)
    {
        var axis = _space.Axes[index];
        if (axis.IsCategorical)
        {
            var choice = axis.IndexAt(at);
            for (var kernel = 0; kernel < terms.Length; kernel++)
            {
                terms[kernel] += Math.Log(ProbabilityOf(index, kernel, choice));
            }

            return;
        }

        var (low, high) = axis.Count > 0 ? axis.Cell(at) : (at, at);
        var whole = axis.Count > 0 ? Math.Log(high - low) : 0;
        for (var kernel = 0; kernel < terms.Length; kernel++)
        {
            terms[kernel] += _numbers[index][kernel] is not { } normal ? whole
                : axis.Count > 0 ? normal.LogMass(low, high)
                : normal.LogDensity(at);
        }
    }

    /// <summary>The observed choice counts 1, and each of them the n-th part of 1 besides.</summary>
    private double ProbabilityOf(int axis, int kernel, int choice)
    {
        var (count, prior) = (_space.Axes[axis].Count, 1.0 / _weights.Length);
        return _choices[axis][kernel] < 0 ? 1.0 / count
            : (prior + (_choices[axis][kernel] == choice ? 1 : 0)) / (1 + (count * prior));
    }

    private int Pick(double u)
    {
        for (var kernel = 0; kernel < _weights.Length - 1; kernel++)
        {
            u -= _weights[kernel];
            if (u < 0)
            {
                return kernel;
            }
        }

        return _weights.Length - 1;
    }

    private double SampleChoice(int index, int kernel, SeededRandom random)
    {
        var count = _space.Axes[index].Count;
        var u = random.NextDouble();
        var choice = 0;
        while (choice < count - 1 && (u -= ProbabilityOf(index, kernel, choice)) >= 0)
        {
            choice++;
        }

        return (choice + 0.5) / count;
    }

    private double SampleNumber(int index, int kernel, SeededRandom random)
    {
        var u = random.NextDouble();
        return _numbers[index][kernel] is { } normal ? normal.At(u) : u;
    }

    /// <summary>
    /// Each as wide as the farther of its neighbours is off; the outermost as their inner neighbour. The last kernel spans the range, and
    /// its middle is a neighbour to the others.
    /// </summary>
    private static TruncatedNormal?[] Kernels(double[] means)
    {
        var there = Enumerable.Range(0, means.Length).Where(i => !double.IsNaN(means[i])).ToArray();
        var sorted = there.Select(i => (Mean: means[i], Kernel: i)).Append((Mean: 0.5, Kernel: means.Length)).OrderBy(k => k.Mean).ThenBy(k => k.Kernel).ToArray();
        var kernels = new TruncatedNormal?[means.Length + 1];
        var narrowest = 1 / Math.Min(MaxKernels, sorted.Length + 1);
        for (var i = 0; i < sorted.Length; i++)
        {
            var below = i > 0 ? sorted[i].Mean - sorted[i - 1].Mean : 0;
            var above = i < sorted.Length - 1 ? sorted[i + 1].Mean - sorted[i].Mean : 0;
            kernels[sorted[i].Kernel] = new TruncatedNormal(sorted[i].Mean, Math.Clamp(Math.Max(below, above), narrowest, 1));
        }

        kernels[means.Length] = new TruncatedNormal(0.5, 1);
        return kernels;
    }
}
