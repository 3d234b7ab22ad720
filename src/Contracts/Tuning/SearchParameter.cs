namespace Mdlc.Contracts.Tuning;

/// <summary>One dimension of a search space.</summary>
public sealed record SearchParameter
{
    public required string Name { get; init; }

    public required ParameterKind Kind { get; init; }

    /// <summary>Smallest value, inclusive; double and int only.</summary>
    public double Min { get; init; }

    /// <summary>Largest value, inclusive; double and int only.</summary>
    public double Max { get; init; }

    public ParameterScale Scale { get; init; }

    /// <summary>Distance of neighbouring values, counted from min; double and int only. 0: every number (int: every whole one).</summary>
    public double Step { get; init; }

    /// <summary>The values of a discrete parameter.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>The names of a categorical parameter.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>When the parameter is active; null: always.</summary>
    public ParameterCondition? Condition { get; init; }

    public static SearchParameter Double(string name, double min, double max, ParameterScale scale = ParameterScale.Uniform) =>
        new() { Name = name, Kind = ParameterKind.Double, Min = min, Max = max, Scale = scale };

    public static SearchParameter Int(string name, int min, int max, ParameterScale scale = ParameterScale.Uniform) =>
        new() { Name = name, Kind = ParameterKind.Int, Min = min, Max = max, Scale = scale };

    public static SearchParameter Discrete(string name, params double[] values) =>
        new() { Name = name, Kind = ParameterKind.Discrete, Values = values };

    public static SearchParameter Categorical(string name, params string[] choices) =>
        new() { Name = name, Kind = ParameterKind.Categorical, Choices = choices };

    /// <summary>The same, active only where <paramref name="parameter"/> has one of these values.</summary>
    public SearchParameter When(string parameter, params double[] values) => this with { Condition = new ParameterCondition(parameter, values) };
}
