using Mdlc.Contracts.Tuning;

namespace Mdlc.Spec;

/// <summary>Reads one parameter of a search space. Numbers may be text, as they are in Katib.</summary>
internal sealed class SearchParameterReader
{
    private readonly SpecValue _item;
    private readonly SpecSection _section;
    private readonly SpecSection _feasible;

    public SearchParameterReader(SpecValue item, SearchedNames names)
    {
        _item = item;
        _section = item.Section("a parameter, such as {name: learningRate, parameterType: double, feasibleSpace: {min: 0.01, max: 0.3}}");
        var name = _section.Require("name", "an option of the trainer, or a part of the plan such as plan.highCardinality");
        var kind = _section.Require("parameterType", $"one of {string.Join(", ", EnumNames.Of<ParameterKind>().Keys)}")?.Choice(EnumNames.Of<ParameterKind>());
        _section.Require("feasibleSpace", "its values, such as {min: 0.01, max: 0.3} or {list: [target, native]}");
        _feasible = _section.Section("feasibleSpace", "a mapping such as {min: 0.01, max: 0.3} or {list: [target, native]}");
        var condition = _section.Section("condition", "a mapping such as {param: extraTrees, in: [1]}");
        ConditionName = condition.Require("param", "another parameter of the space");
        ConditionValues = condition.Require("in", "its values that make this one active, such as [1]");
        condition.Close();
        _section.Close();
        if (name?.Text("the name of a parameter") is { } text && kind is { } known && ReadValues(text, known) is { } parameter && names.Allow(parameter, this))
        {
            Parameter = parameter;
        }
    }

    /// <summary>Null: it could not be read, which is reported.</summary>
    public SearchParameter? Parameter { get; private set; }

    private SpecValue? ConditionName { get; }

    private SpecValue? ConditionValues { get; }

    /// <summary>Where a key stands; where it does not, the parameter.</summary>
    /// <param name="key">See <see cref="SpaceProblem"/>.</param>
    public SpecValue At(string key) => _section.Find(key) ?? (_feasible.IsPresent ? _feasible.Find(key) : null) ?? _item;

    /// <summary>To be called when all parameters are read: names of a categorical one are told by their positions.</summary>
    public void ReadCondition(IReadOnlyList<SearchParameterReader> all)
    {
        if (ConditionName?.Text("the name of a parameter") is not { } name || ConditionValues is null)
        {
            return;
        }

        var on = all.FirstOrDefault(other => other.Parameter!.Name == name)?.Parameter;
        var items = ConditionValues.Items("a list of values, such as [1]");
        var values = items.Select(item => on?.Kind == ParameterKind.Categorical ? Position(item, on) : Number(item)).ToList();
        if (!values.Contains(null))
        {
            Parameter = Parameter! with { Condition = new ParameterCondition(name, [.. values.OfType<double>()]) };
        }
    }

    private static double? Position(SpecValue item, SearchParameter on) =>
        item.Choice(on.Choices.Distinct(StringComparer.Ordinal).Select((choice, i) => (choice, i)).ToDictionary(choice => choice.choice, choice => (double)choice.i, StringComparer.Ordinal));

    private SearchParameter? ReadValues(string name, ParameterKind kind)
    {
        var parameter = kind is ParameterKind.Double or ParameterKind.Int ? ReadRange(name, kind) : ReadList(name, kind);
        _feasible.Close();
        return parameter;
    }

    private SearchParameter? ReadRange(string name, ParameterKind kind)
    {
        _feasible.Forbid("list", $"a parameter of type {EnumNames.Of(kind)} has min and max; expected it of a discrete or categorical one");
        var (min, max) = (Number(_feasible.Require("min", "the smallest value")), Number(_feasible.Require("max", "the largest value")));
        var step = _feasible.Find("step") is { } value ? Number(value) : 0;
        var scale = _feasible.Find("distribution")?.Choice(EnumNames.Of<ParameterScale>()) ?? ParameterScale.Uniform;
        return min is null || max is null || step is null
            ? null
            : new SearchParameter { Name = name, Kind = kind, Min = min.Value, Max = max.Value, Step = step.Value, Scale = scale };
    }

    private SearchParameter? ReadList(string name, ParameterKind kind)
    {
        foreach (var key in (ReadOnlySpan<string>)["min", "max", "step", "distribution"])
        {
            _feasible.Forbid(key, $"a parameter of type {EnumNames.Of(kind)} has a list; expected it of a double or int one");
        }

        var items = _feasible.Require("list", "its values, such as [0, 0.1, 1]")?.Items("a list of values, such as [0, 0.1, 1]") ?? [];
        if (kind == ParameterKind.Categorical)
        {
            var names = items.Select(item => item.Text("a name")).ToList();
            return names.Contains(null) ? null : SearchParameter.Categorical(name, [.. names.OfType<string>()]);
        }

        var numbers = items.Select(item => Number(item)).ToList();
        return numbers.Contains(null) ? null : SearchParameter.Discrete(name, [.. numbers.OfType<double>()]);
    }

    private static double? Number(SpecValue? value)
    {
        if (value?.Node is SpecNode.Scalar scalar && SpecValue.TryNumber(scalar.Text, out var number))
        {
            return number;
        }

        value?.Expect("a number");
        return null;
    }
}
