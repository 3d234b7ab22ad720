using System.Globalization;

namespace Mdlc.Contracts.Tuning;

/// <summary>What makes a search space sound.</summary>
public static class SearchSpaceRules
{
    /// <summary>Whole numbers beyond this are not told apart reliably.</summary>
    private const double MaxWhole = 2_000_000_000;

    /// <returns>None: the space can be searched.</returns>
    public static IReadOnlyList<SpaceProblem> Problems(SearchSpace space)
    {
        var problems = new List<SpaceProblem>();
        if (space.Parameters.Count == 0)
        {
            problems.Add(new SpaceProblem(null, "parameters", "Found no parameter in the search space, expected one at least; add one, or leave the space out."));
        }

        for (var i = 0; i < space.Parameters.Count; i++)
        {
            var parameter = space.Parameters[i];
            problems.AddRange(OfParameter(parameter).Select(p => new SpaceProblem(i, p.Key, p.Sentence)));
            if (space.Parameters.Take(i).Any(other => other.Name == parameter.Name))
            {
                problems.Add(new SpaceProblem(i, "name", $"Found the parameter {parameter.Name} twice, expected each once; keep one of them."));
            }

            if (parameter.Condition is { } condition && OfCondition(space, parameter, condition) is { } sentence)
            {
                problems.Add(new SpaceProblem(i, "condition", sentence));
            }
        }

        return problems;
    }

    private static IEnumerable<(string Key, string Sentence)> OfParameter(SearchParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Double or ParameterKind.Int => OfRange(parameter),
        ParameterKind.Discrete => OfValues(parameter),
        ParameterKind.Categorical => OfChoices(parameter),
        _ => [("parameterType", $"Found kind {parameter.Kind} of {parameter.Name}, expected double, int, discrete or categorical.")],
    };

    private static IEnumerable<(string Key, string Sentence)> OfRange(SearchParameter parameter)
    {
        var (name, min, max, step) = (parameter.Name, parameter.Min, parameter.Max, parameter.Step);
        if (!double.IsFinite(min) || !double.IsFinite(max) || max < min)
        {
            yield return ("max", Say($"Found {name} from {min} to {max}, expected two numbers of which max is not below min; exchange them."));
            yield break;
        }

        if (parameter.Scale is ParameterScale.LogUniform or ParameterScale.LogNormal && min <= 0)
        {
            yield return ("min", Say($"Found min {min} of {name}, expected more than 0: its scale is logarithmic; raise min or use a uniform scale."));
        }

        if (!double.IsFinite(step) || step < 0 || (step > 0 && step > max - min))
        {
            yield return ("step", Say($"Found step {step} of {name}, expected a number above 0 and up to {max - min}, the distance of its ends."));
        }

        if (parameter.Kind == ParameterKind.Int
            && (min != Math.Floor(min) || max != Math.Floor(max) || step != Math.Floor(step) || Math.Max(Math.Abs(min), Math.Abs(max)) > MaxWhole))
        {
            yield return ("min", Say($"Found {name} from {min} to {max} with step {step}, expected whole numbers up to two billion: it is an int."));
        }
    }

    private static IEnumerable<(string Key, string Sentence)> OfValues(SearchParameter parameter)
    {
        if (parameter.Values.Count == 0 || parameter.Values.Any(value => !double.IsFinite(value)))
        {
            yield return ("list", $"Found a list of {parameter.Values.Count} values for {parameter.Name}, expected one number at least, each finite.");
        }
        else if (parameter.Values.Zip(parameter.Values.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            yield return ("list", Say($"Found the values {string.Join(", ", parameter.Values)} of {parameter.Name}, expected them in ascending order, each once; sort them."));
        }
    }

    private static IEnumerable<(string Key, string Sentence)> OfChoices(SearchParameter parameter)
    {
        if (parameter.Choices.Count == 0 || parameter.Choices.Distinct(StringComparer.Ordinal).Count() < parameter.Choices.Count)
        {
            yield return ("list", $"Found the choices [{string.Join(", ", parameter.Choices)}] of {parameter.Name}, expected one at least and each once.");
        }
    }

    private static string? OfCondition(SearchSpace space, SearchParameter parameter, ParameterCondition condition)
    {
        var parent = space.Parameters.FirstOrDefault(other => other.Name == condition.Parameter);
        if (parent is null)
        {
            var others = space.Parameters.Where(other => other != parameter && other.Kind != ParameterKind.Double).Select(other => other.Name);
            return $"Found a condition of {parameter.Name} on {condition.Parameter}, expected another parameter of the space: {string.Join(", ", others)}.";
        }

        if (parent.Kind == ParameterKind.Double)
        {
            return $"Found a condition of {parameter.Name} on {parent.Name}, which is a double, expected an int, discrete or categorical one: "
                + "its values can be listed.";
        }

        if (condition.In.Count == 0 || condition.In.Any(value => !Has(parent, value)))
        {
            return Say($"Found a condition of {parameter.Name} on the values [{string.Join(", ", condition.In)}] of {parent.Name}, expected one at least, each of which {parent.Name} can have.");
        }

        return DependsOnItself(space, parameter)
            ? $"Found that {parameter.Name} depends on itself through its condition, expected conditions that form no circle; remove one of them."
            : null;
    }

    /// <summary>Whether a proposal of a sound space may have the value.</summary>
    public static bool Has(SearchParameter parameter, double value) => parameter.Kind switch
    {
        ParameterKind.Categorical => value >= 0 && value < parameter.Choices.Count && value == Math.Floor(value),
        ParameterKind.Discrete => parameter.Values.Contains(value),
        ParameterKind.Int => IsBetween(parameter, value) && (value - parameter.Min) % Math.Max(1, parameter.Step) == 0,
        _ => IsBetween(parameter, value) && (parameter.Step == 0 || IsWhole((value - parameter.Min) / parameter.Step)),
    };

    private static bool IsBetween(SearchParameter parameter, double value) => value >= parameter.Min && value <= parameter.Max;

    /// <summary>Steps such as 0.1 are no sums of powers of two.</summary>
    private static bool IsWhole(double steps) => Math.Abs(steps - Math.Round(steps)) < 1e-9;

    private static bool DependsOnItself(SearchSpace space, SearchParameter parameter)
    {
        var current = parameter;
        for (var steps = 0; steps <= space.Parameters.Count; steps++)
        {
            if (current?.Condition is not { } condition)
            {
                return false;
            }

            current = space.Parameters.FirstOrDefault(other => other.Name == condition.Parameter);
        }

        return true;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
