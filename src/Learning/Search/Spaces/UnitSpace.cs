using System.Globalization;
using System.Text;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Learning.Search.Spaces;

/// <summary>
/// A space as a cube: a point is a coordinate per parameter, NaN where the parameter is inactive. What is asked of it in order is in an
/// order in which a parameter comes after the one that it depends on.
/// </summary>
internal sealed class UnitSpace
{
    private readonly int[] _parents;

    /// <exception cref="ArgumentException">The space is not sound.</exception>
    public UnitSpace(SearchSpace space)
    {
        if (SearchSpaceRules.Problems(space) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(" ", problems.Select(problem => problem.Sentence)));
        }

        Space = space;
        Axes = [.. space.Parameters.Select(parameter => new Axis(parameter))];
        var positions = space.Parameters.Select((parameter, i) => (parameter.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        _parents = [.. space.Parameters.Select(parameter => parameter.Condition is { } condition ? positions[condition.Parameter] : -1)];
        Order = [.. Enumerable.Range(0, Axes.Count).OrderBy(Depth)];
    }

    public SearchSpace Space { get; }

    public IReadOnlyList<Axis> Axes { get; }

    /// <summary>The parameters' positions, each after the one that it depends on.</summary>
    public IReadOnlyList<int> Order { get; }

    public bool HasConditions => _parents.Any(parent => parent >= 0);

    /// <summary>True: every parameter has a list of values, so that the points can be counted.</summary>
    public bool IsFinite => Axes.All(axis => axis.Count > 0);

    /// <summary>Whether a parameter is active at a point whose earlier parameters (in <see cref="Order"/>) are there.</summary>
    public bool IsActive(int axis, double[] point)
    {
        if (_parents[axis] < 0)
        {
            return true;
        }

        var parent = point[_parents[axis]];
        return !double.IsNaN(parent) && Axes[axis].Parameter.Condition!.In.Contains(Axes[_parents[axis]].ToValue(parent));
    }

    /// <summary>NaN: inactive, or not there. Values beyond an end count as that end; names that the space has not are left out.</summary>
    public double[] Encode(IReadOnlyDictionary<string, double> parameters)
    {
        var point = new double[Axes.Count];
        foreach (var axis in Order)
        {
            point[axis] = IsActive(axis, point) && parameters.TryGetValue(Axes[axis].Parameter.Name, out var value) && double.IsFinite(value)
                ? Axes[axis].ToUnit(value)
                : double.NaN;
        }

        return point;
    }

    /// <summary>The active parameters' values, in the space's order.</summary>
    /// <param name="point">A coordinate for every parameter that may be active; those of inactive ones do not count.</param>
    public IReadOnlyDictionary<string, double> Decode(double[] point)
    {
        var active = Masked(point);
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var axis = 0; axis < Axes.Count; axis++)
        {
            if (!double.IsNaN(active[axis]))
            {
                values.Add(Axes[axis].Parameter.Name, Axes[axis].ToValue(Math.Clamp(active[axis], 0, 1)));
            }
        }

        return values;
    }

    /// <summary>The point with NaN where a parameter is inactive.</summary>
    public double[] Masked(double[] point)
    {
        var masked = new double[Axes.Count];
        foreach (var axis in Order)
        {
            masked[axis] = IsActive(axis, masked) ? point[axis] : double.NaN;
        }

        return masked;
    }

    /// <summary>What two sets of values have in common when they are one point.</summary>
    public string Key(IReadOnlyDictionary<string, double> parameters)
    {
        var key = new StringBuilder();
        foreach (var axis in Axes)
        {
            key.Append(parameters.TryGetValue(axis.Parameter.Name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "-").Append('|');
        }

        return key.ToString();
    }

    /// <summary>A given point made one of this space: what it lacks comes from the start or the middle, what is not active is left out.</summary>
    public IReadOnlyDictionary<string, double> Complete(IReadOnlyDictionary<string, double> parameters)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        var point = new double[Axes.Count];
        foreach (var axis in Order)
        {
            point[axis] = double.NaN;
            if (IsActive(axis, point))
            {
                var name = Axes[axis].Parameter.Name;
                var value = parameters.TryGetValue(name, out var given) ? given
                    : Space.Start?.TryGetValue(name, out var start) == true ? start
                    : Axes[axis].ToValue(0.5);
                values[name] = value;
                point[axis] = Axes[axis].ToUnit(value);
            }
        }

        return Axes.Where(axis => values.ContainsKey(axis.Parameter.Name))
            .ToDictionary(axis => axis.Parameter.Name, axis => values[axis.Parameter.Name], StringComparer.Ordinal);
    }

    /// <summary>Every point of a finite space, each once.</summary>
    public IEnumerable<double[]> Points(Func<Axis, IReadOnlyList<double>> coordinates)
    {
        var choices = Axes.Select(coordinates).ToArray();
        var point = Enumerable.Repeat(double.NaN, Axes.Count).ToArray();
        return Walk(0);

        IEnumerable<double[]> Walk(int depth)
        {
            if (depth == Order.Count)
            {
                yield return [.. point];
                yield break;
            }

            var axis = Order[depth];
            if (!IsActive(axis, point))
            {
                point[axis] = double.NaN;
                foreach (var rest in Walk(depth + 1))
                {
                    yield return rest;
                }

                yield break;
            }

            foreach (var coordinate in choices[axis])
            {
                point[axis] = coordinate;
                foreach (var rest in Walk(depth + 1))
                {
                    yield return rest;
                }
            }

            point[axis] = double.NaN;
        }
    }

    private int Depth(int axis)
    {
        var depth = 0;
        for (var parent = _parents[axis]; parent >= 0; parent = _parents[parent])
        {
            depth++;
        }

        return depth;
    }
}
