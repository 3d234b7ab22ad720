using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>What a label's values suggest is to be learned.</summary>
/// <param name="Positive">Binary: the value that counts as true; null when the label is boolean or 0/1.</param>
/// <param name="Reason">For a person: "2 distinct values".</param>
public sealed record LabelInference(ModelTask Task, string? Positive, string Reason)
{
    /// <summary>Up to so many distinct whole numbers are taken for classes.</summary>
    public const int MostIntegerClasses = 20;

    /// <summary>Over so many distinct texts a label names things, not classes.</summary>
    public const int MostTextClasses = 1000;

    private static readonly HashSet<string> TrueLike =
        new(StringComparer.OrdinalIgnoreCase) { "1", "positive", "t", "true", "y", "yes" };

    /// <exception cref="FaultException">The column cannot be a label: one value only, points in time, or texts that are no classes.</exception>
    public static LabelInference Of(ColumnStatistics label)
    {
        var distinct = Distinct(label);
        if (distinct < 2)
        {
            throw FaultException.InData(
                $"Found {(distinct == 0 ? "no value" : "one value only")} in column '{label.Name}'; a label needs at least two. Name another column with --label.");
        }

        return label.Type switch
        {
            ColumnType.Boolean => new LabelInference(ModelTask.Binary, null, "true or false"),
            ColumnType.Text => OfText(label, distinct),
            ColumnType.Timestamp => throw FaultException.InData(
                $"Found points in time in column '{label.Name}'; a label is classes or a number. Name another column with --label."),
            _ => OfNumber(label, distinct),
        };
    }

    private static LabelInference OfText(ColumnStatistics label, long distinct)
    {
        if (distinct > MostTextClasses)
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"Found about {distinct} distinct texts in column '{label.Name}', expected at most {MostTextClasses} classes. Name another column with --label, or mend its type with source.types."));
        }

        if (distinct > 2)
        {
            return new LabelInference(ModelTask.Multiclass, null, string.Create(CultureInfo.InvariantCulture, $"{distinct} distinct texts"));
        }

        var trueLike = label.Top.Where(v => TrueLike.Contains(v.Value)).ToList();
        return trueLike is [var only]
            ? new LabelInference(ModelTask.Binary, only.Value, "2 distinct values")
            : new LabelInference(ModelTask.Binary, Rarest(label), "2 distinct values; the rarer one is positive");
    }

    private static LabelInference OfNumber(ColumnStatistics label, long distinct)
    {
        if (distinct == 2)
        {
            var isZeroOne = label is { Min: 0, Max: 1 };
            return new LabelInference(ModelTask.Binary, isZeroOne ? null : YamlText.Of(label.Max), isZeroOne ? "0 or 1" : "2 distinct numbers");
        }

        return label.Type == ColumnType.Integer && distinct <= MostIntegerClasses
            ? new LabelInference(
                ModelTask.Multiclass, null, string.Create(CultureInfo.InvariantCulture, $"{distinct} distinct whole numbers; if they are amounts, write regression"))
            : new LabelInference(ModelTask.Regression, null, "many distinct numbers");
    }

    private static string Rarest(ColumnStatistics label) =>
        label.Top.OrderBy(v => v.Count).ThenByDescending(v => v.Value, StringComparer.Ordinal).First().Value;

    /// <summary>Exact where all values are listed, else approximate.</summary>
    private static long Distinct(ColumnStatistics label) =>
        label.Top.Count > 0 && label.Top.Count <= 2 ? label.Top.Count : Math.Max(label.Distinct, label.Top.Count);
}
