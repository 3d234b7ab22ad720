using System.Globalization;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Search.Spaces;

/// <summary>
/// A parameter as a coordinate from 0 to 1 in which every part is as likely as its length before anything is known: scale, whole numbers
/// and steps are in the mapping, so that no tuner has to know of them. A value of a finite parameter is a cell of the coordinate.
/// </summary>
internal sealed class Axis
{
    /// <summary>People read the values, and the last bits of a logarithm differ between platforms.</summary>
    private const int Digits = 6;

    private readonly double _step;
    private readonly double _low;
    private readonly double _high;
    private readonly double _mass;
    private readonly double _tail;
    private readonly string _format;

    public Axis(SearchParameter parameter)
    {
        Parameter = parameter;
        _step = parameter.Kind == ParameterKind.Int ? Math.Max(1, parameter.Step) : parameter.Step;
        Count = parameter.Kind switch
        {
            ParameterKind.Categorical => parameter.Choices.Count,
            ParameterKind.Discrete => parameter.Values.Count,
            _ when parameter.Max == parameter.Min => 1,
            _ when _step > 0 => 1 + (int)Math.Min(int.MaxValue - 1, Math.Floor(((parameter.Max - parameter.Min) / _step) + 1e-9)),
            _ => 0,
        };
        var (min, max) = (parameter.Min, parameter.Max);
        if (Count > 1 && !IsList)
        {
            // Half a step beyond both ends gives them the same room as their neighbours.
            max = min + ((Count - 0.5) * _step);
            min -= _step / 2;
            min = IsLog && min <= 0 ? parameter.Min / 2 : min;
        }

        (_low, _high) = IsList ? (0, 0) : (Base(min), Base(max));
        (_tail, _mass) = IsNormal ? (Normal.Cdf(Deviations(_low)), Normal.Cdf(Deviations(_high)) - Normal.Cdf(Deviations(_low))) : (0, _high - _low);

        // A range that is narrow beside its values needs more; others keep the digits that earlier versions drew.
        var places = (max - min) > 0 ? Math.Floor(Math.Log10(Math.Max(Math.Abs(min), Math.Abs(max)) / (max - min))) : 0;
        _format = $"G{Math.Clamp(Digits + (int)Math.Max(0, places), Digits, 15)}";
    }

    public SearchParameter Parameter { get; }

    /// <summary>How many values there are; 0: a continuum.</summary>
    public int Count { get; }

    public bool IsCategorical => Parameter.Kind == ParameterKind.Categorical;

    private bool IsList => Parameter.Kind is ParameterKind.Categorical or ParameterKind.Discrete;

    private bool IsLog => Parameter.Scale is ParameterScale.LogUniform or ParameterScale.LogNormal;

    private bool IsNormal => Parameter.Scale is ParameterScale.Normal or ParameterScale.LogNormal;

    /// <param name="unit">From 0 to 1.</param>
    public double ToValue(double unit)
    {
        if (Count > 0)
        {
            return ValueAt(IndexAt(unit));
        }

        var value = FromBase(ToBase(unit));
        return Math.Clamp(double.Parse(value.ToString(_format, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), Parameter.Min, Parameter.Max);
    }

    /// <summary>The coordinate of a value; one beyond an end counts as that end.</summary>
    public double ToUnit(double value)
    {
        if (IsList)
        {
            return (IndexOf(value) + 0.5) / Count;
        }

        var clamped = Math.Clamp(value, Parameter.Min, Parameter.Max);
        return Math.Clamp(Unit(Base(clamped)), 0, 1);
    }

    /// <summary>The part of the coordinate that a value of a finite parameter has.</summary>
    public (double Low, double High) Cell(double unit)
    {
        var index = IndexAt(unit);
        return IsList
            ? ((double)index / Count, (index + 1.0) / Count)
            : (Edge(index), Edge(index + 1));
    }

    /// <summary>Position of the value at a coordinate of a finite parameter, from 0.</summary>
    public int IndexAt(double unit)
    {
        if (IsList || Count == 1)
        {
            return Math.Min(Count - 1, (int)(unit * Count));
        }

        var index = Math.Round((FromBase(ToBase(unit)) - Parameter.Min) / _step);
        return (int)Math.Clamp(index, 0, Count - 1);
    }

    public double ValueAt(int index) => Parameter.Kind switch
    {
        ParameterKind.Categorical => index,
        ParameterKind.Discrete => Parameter.Values[index],
        ParameterKind.Int => Parameter.Min + Math.Floor(index * _step),
        _ => double.Parse((Parameter.Min + (index * _step)).ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
    };

    /// <summary>Whether a proposal may have the value.</summary>
    public bool Contains(double value) =>
        IsList ? ValueAt(IndexOf(value)) == value
        : value >= Parameter.Min && value <= Parameter.Max && (Count == 0 || ValueAt(IndexAt(ToUnit(value))) == value);

    /// <summary>The nearest in a list.</summary>
    private int IndexOf(double value)
    {
        var nearest = 0;
        for (var i = 1; i < Count; i++)
        {
            if (Math.Abs(ValueAt(i) - value) < Math.Abs(ValueAt(nearest) - value))
            {
                nearest = i;
            }
        }

        return nearest;
    }

    private double Edge(int index) =>
        index == 0 ? 0 : index == Count ? 1 : Math.Clamp(Unit(Base(Parameter.Min + ((index - 0.5) * _step))), 0, 1);

    private double Base(double value) => IsLog ? Math.Log(value) : value;

    private double FromBase(double value) => IsLog ? Math.Exp(value) : value;

    private double Unit(double value) =>
        _mass <= 0 ? 0.5
        : IsNormal ? (Normal.Cdf(Deviations(value)) - _tail) / _mass
        : (value - _low) / _mass;

    private double ToBase(double unit) =>
        IsNormal ? Math.Clamp(Middle + (Deviation * Normal.Quantile(_tail + (unit * _mass))), _low, _high) : _low + (unit * _mass);

    private double Middle => (Base(Parameter.Min) + Base(Parameter.Max)) / 2;

    private double Deviation => (Base(Parameter.Max) - Base(Parameter.Min)) / 6;

    private double Deviations(double value) => Deviation > 0 ? (value - Middle) / Deviation : 0;
}
