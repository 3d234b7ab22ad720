using System.Globalization;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Spec;

/// <summary>What a study of the spec may search: the trainer's options and what the plan leaves open, unless the spec fixes it.</summary>
/// <param name="task">Null: it was not told, which is a problem of its own; then every name is let pass.</param>
internal sealed class SearchedNames(ModelTask? task, TrainSpec train, TransformSpec transform)
{
    private readonly Dictionary<string, TrainerParameter> _options = task is { } known && TrainerParameters.SupportedBy(known).Contains(train.Trainer)
        ? TrainerParameters.For(known, train.Trainer).ToDictionary(option => option.Name, StringComparer.Ordinal)
        : [];

    private readonly Dictionary<string, (IReadOnlyList<string> Choices, bool IsStated)> _plan = new(StringComparer.Ordinal)
    {
        [FeatureChoices.LowCardinalityName] = (Names(TransformReader.LowCardinality, train), transform.LowCardinality is not null),
        [FeatureChoices.HighCardinalityName] = (Names(TransformReader.HighCardinality, train), transform.HighCardinality is not null),
        [FeatureChoices.DatesName] = ([.. Enum.GetValues<DateDetail>().Select(EnumNames.Of)], transform.Dates is not null),
        [FeatureChoices.MissingName] = (
            [.. Enum.GetValues<MissingValues>().Where(missing => missing != MissingValues.Native || TrainerAbilities.TakesMissing(train.Trainer)).Select(EnumNames.Of)],
            transform.Missing is not null),
    };

    /// <returns>False: it cannot be searched, which is reported.</returns>
    public bool Allow(SearchParameter parameter, SearchParameterReader reader)
    {
        if (_options.Count == 0)
        {
            return true;
        }

        var (key, problem) = _plan.TryGetValue(parameter.Name, out var part) ? OfPlan(parameter, part.Choices, part.IsStated)
            : _options.TryGetValue(parameter.Name, out var option) ? OfTrainer(parameter, option)
            : ("name", Unknown(parameter.Name));
        if (problem is not null)
        {
            reader.At(key).Report(problem);
        }

        return problem is null;
    }

    /// <summary>The trainer's defaults where the space has them, else the value in the middle; of names the first.</summary>
    public IReadOnlyDictionary<string, double> StartOf(SearchSpace space)
    {
        var start = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var parameter in space.Parameters)
        {
            if (parameter.Kind == ParameterKind.Categorical)
            {
                start[parameter.Name] = 0;
            }
            else if (_options.TryGetValue(parameter.Name, out var option) && SearchSpaceRules.Has(parameter, option.Default))
            {
                start[parameter.Name] = option.Default;
            }
        }

        return start;
    }

    private (string Key, string? Problem) OfPlan(SearchParameter parameter, IReadOnlyList<string> choices, bool isStated)
    {
        var (name, key) = (parameter.Name, parameter.Name["plan.".Length..]);
        if (isStated)
        {
            return ("name", $"transform.{key} states it, and what is stated is not searched; remove one of the two");
        }

        if (parameter.Kind != ParameterKind.Categorical)
        {
            return ("parameterType", $"found {EnumNames.Of(parameter.Kind)}, expected categorical: {name} is one of {string.Join(", ", choices)}");
        }

        var foreign = parameter.Choices.FirstOrDefault(choice => !choices.Contains(choice));
        return ("list", foreign is null ? null : $"found {foreign}, expected of {name} with {EnumNames.Of(train.Trainer)} only {string.Join(", ", choices)}");
    }

    private (string Key, string? Problem) OfTrainer(SearchParameter parameter, TrainerParameter option)
    {
        var (name, _, min, max, isWhole) = option;
        if (train.Params.ContainsKey(name))
        {
            return ("name", $"train.params.{name} states it, and what is stated is not searched; remove one of the two");
        }

        if (parameter.Kind == ParameterKind.Categorical)
        {
            return ("parameterType", $"found categorical, expected double, int or discrete: {name} is a number");
        }

        if (isWhole && parameter.Kind == ParameterKind.Double)
        {
            return ("parameterType", $"found double, expected int or discrete: {name} is a whole number");
        }

        var values = parameter.Kind == ParameterKind.Discrete
            ? parameter.Values.Select(value => ("list", value))
            : [("min", parameter.Min), ("max", parameter.Max)];
        var outside = values.Where(value => value.Item2 < min || value.Item2 > max || (isWhole && value.Item2 != Math.Floor(value.Item2))).ToList();
        return outside is [var (key, found), ..]
            ? (key, string.Create(CultureInfo.InvariantCulture, $"found {found}, expected {(isWhole ? "whole numbers" : "numbers")} from {min} to {max}, which {name} takes"))
            : ("name", null);
    }

    private string Unknown(string name)
    {
        var trainer = EnumNames.Of(train.Trainer);
        List<string> known = [.. _options.Keys, .. _plan.Keys];
        return NearestName.Of(name, known) is { } near
            ? $"{trainer} has no option \"{name}\" that could be searched; did you mean \"{near}\"?"
            : $"{trainer} has no option \"{name}\" that could be searched; there are {string.Join(", ", known)}";
    }

    private static IReadOnlyList<string> Names(ColumnRole[] roles, TrainSpec train) =>
        [.. roles.Where(role => role != ColumnRole.Native || TrainerAbilities.SplitsCategories(train)).Select(EnumNames.Of)];
}
