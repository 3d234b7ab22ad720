using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;

namespace Mdlc.Contracts.Spec;

/// <summary>What a study may vary of a feature plan. Null: as the spec and its rules have it.</summary>
public sealed record FeatureChoices
{
    public const string LowCardinalityName = "plan.lowCardinality";
    public const string HighCardinalityName = "plan.highCardinality";
    public const string DatesName = "plan.dates";
    public const string MissingName = "plan.missing";

    public ColumnRole? LowCardinality { get; init; }

    public ColumnRole? HighCardinality { get; init; }

    public DateDetail? Dates { get; init; }

    public MissingValues? Missing { get; init; }

    /// <summary>By the names of parameters of a search, such as <c>plan.highCardinality</c>: <c>target</c>; other names are left alone.</summary>
    /// <exception cref="FaultException">A value is none that there is.</exception>
    public static FeatureChoices Of(IReadOnlyDictionary<string, string> parameters) => new()
    {
        LowCardinality = Read<ColumnRole>(parameters, LowCardinalityName),
        HighCardinality = Read<ColumnRole>(parameters, HighCardinalityName),
        Dates = Read<DateDetail>(parameters, DatesName),
        Missing = Read<MissingValues>(parameters, MissingName),
    };

    /// <summary>What the spec leaves open, chosen; what it says stays.</summary>
    public TransformSpec Over(TransformSpec spec) => spec with
    {
        LowCardinality = spec.LowCardinality ?? LowCardinality,
        HighCardinality = spec.HighCardinality ?? HighCardinality,
        Dates = spec.Dates ?? Dates,
        Missing = spec.Missing ?? Missing,
    };

    private static T? Read<T>(IReadOnlyDictionary<string, string> parameters, string name)
        where T : struct, Enum
    {
        if (!parameters.TryGetValue(name, out var value))
        {
            return null;
        }

        var found = Enum.GetValues<T>().Where(candidate => NameOf(candidate) == value).ToList();
        return found is [var choice]
            ? choice
            : throw FaultException.InSpec($"Found {name}: {value}, expected one of {string.Join(", ", Enum.GetValues<T>().Select(NameOf))}.");
    }

    /// <summary>A choice's name in a spec and in a search.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => MdlcJson.Serialize(value).Trim('"');
}
