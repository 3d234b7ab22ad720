using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <summary>A point of a search space as a tuner has it, and as a trial does: numbers for the trainer, and choices by name.</summary>
public static class StudyPoints
{
    /// <param name="point">A value by the name of each active parameter; of a categorical one the position of its choice.</param>
    public static (SortedDictionary<string, double> Params, SortedDictionary<string, string> Choices) Read(
        SearchSpace space, IReadOnlyDictionary<string, double> point)
    {
        var parameters = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var choices = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in space.Parameters.Where(parameter => point.ContainsKey(parameter.Name)))
        {
            var value = point[parameter.Name];
            if (parameter.Kind == ParameterKind.Categorical)
            {
                choices[parameter.Name] = parameter.Choices[(int)value];
            }
            else
            {
                parameters[parameter.Name] = value;
            }
        }

        return (parameters, choices);
    }

    /// <returns>Null where the space has not that choice.</returns>
    public static IReadOnlyDictionary<string, double>? Write(
        SearchSpace space, IReadOnlyDictionary<string, double> parameters, IReadOnlyDictionary<string, string> choices)
    {
        var point = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var parameter in space.Parameters)
        {
            if (ValueOf(parameter, parameters, choices) is { } value)
            {
                point[parameter.Name] = value;
            }
            else if (choices.ContainsKey(parameter.Name))
            {
                return null;
            }
        }

        return point;
    }

    /// <summary>In the order of the space's parameters.</summary>
    public static IReadOnlyList<double?> ValuesOf(
        SearchSpace space, IReadOnlyDictionary<string, double> parameters, IReadOnlyDictionary<string, string> choices) =>
        [.. space.Parameters.Select(parameter => ValueOf(parameter, parameters, choices))];

    /// <param name="values">As <see cref="ValuesOf"/> gives them.</param>
    public static IReadOnlyDictionary<string, double> PointOf(SearchSpace space, IReadOnlyList<double?> values) =>
        space.Parameters.Zip(values).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.Name, pair => pair.Second!.Value, StringComparer.Ordinal);

    /// <summary>Whether a trial's feature plan is the run's own.</summary>
    /// <param name="usual">The choices with which it is.</param>
    public static bool IsUsual(IReadOnlyDictionary<string, string> choices, IReadOnlyDictionary<string, string> usual) =>
        choices.All(choice => usual.TryGetValue(choice.Key, out var own) && own == choice.Value);

    private static double? ValueOf(
        SearchParameter parameter, IReadOnlyDictionary<string, double> parameters, IReadOnlyDictionary<string, string> choices)
    {
        if (parameter.Kind != ParameterKind.Categorical)
        {
            return parameters.TryGetValue(parameter.Name, out var value) ? value : null;
        }

        var position = choices.TryGetValue(parameter.Name, out var choice) ? parameter.Choices.ToList().IndexOf(choice) : -1;
        return position < 0 ? null : position;
    }
}
