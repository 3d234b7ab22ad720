using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Features;

/// <summary>Decides how each column becomes features: by its type and values, unless the spec says otherwise.</summary>
public static class FeaturePlanner
{
    /// <summary>Up to so many distinct values a text is one-hot encoded, above it is hashed.</summary>
    public const int MostCategories = 64;

    /// <summary>Texts of so many words on average are read as language, not as names of things.</summary>
    public const double LanguageWords = 4;

    /// <summary>Fewer values than this prove nothing by all being different.</summary>
    private const int FewestForIdentity = 50;

    private static readonly HashSet<string> IdentityNames = new(StringComparer.OrdinalIgnoreCase) { "id", "index", "row", "rownum", "row_number", "key", "uuid" };

    /// <param name="columns">Every column but the label, in the snapshot's order.</param>
    /// <param name="label">Regression: the label, which the trainer sees in single precision like the columns.</param>
    /// <exception cref="FaultException">The spec names a column that is not there, or a role that its type cannot play; or nothing is left to learn from.</exception>
    public static FeaturePlan Plan(IReadOnlyList<FeatureStatistics> columns, ModelSpec spec, FeatureStatistics? label = null)
    {
        CheckNames(columns, spec);
        CheckTrainer(spec);
        var rowNumbers = RowNumbersOf(columns, spec);
        var notes = new List<PrecisionNote>();
        var decided = columns.Select(column => Decide(column, spec, rowNumbers.GetValueOrDefault(column.Name), notes)).ToArray();
        var (differences, leftOut) = DifferencesOf(decided, spec);
        var plan = new FeaturePlan(decided)
        {
            Label = Rescale(label, spec, notes),
            Notes = [.. notes.OrderByDescending(note => note.Loses).Select(note => note.Text), .. leftOut],
            Differences = differences,
        };
        return plan.Columns.Any(column => column.Role != ColumnRole.Drop)
            ? plan
            : throw FaultException.InData(
                $"Found no column to learn from: {string.Join("; ", plan.Columns.Select(c => $"{c.Name} is dropped ({c.Reason})"))}. "
                + "Give a column that varies, or force one by transform.columns.");
    }

    /// <summary>A plan in which a study has chosen what the spec leaves open.</summary>
    /// <inheritdoc cref="Plan(IReadOnlyList{FeatureStatistics}, ModelSpec, FeatureStatistics?)"/>
    public static FeaturePlan Plan(IReadOnlyList<FeatureStatistics> columns, ModelSpec spec, FeatureChoices choices, FeatureStatistics? label = null) =>
        Plan(columns, spec with { Transform = choices.Over(spec.Transform) }, label);

    /// <summary>The columns that number the rows, with the reason. By the first rules there are none: what was planned by them stays as it is.</summary>
    public static IReadOnlyDictionary<string, string> RowNumbersOf(IReadOnlyList<FeatureStatistics> columns, ModelSpec spec)
    {
        if (spec.Source.Rules == ReadingRules.First)
        {
            return new Dictionary<string, string>();
        }

        var names = columns.Select(column => column.Name).Append(spec.Label).ToList();
        var trainShare = spec.Split.By == SplitKind.Hash ? 1 - spec.Split.Test : 1;
        return columns
            .Select(column => (column.Name, Reason: RowNumbers.ReasonOf(column, names, trainShare)))
            .Where(found => found.Reason is not null)
            .ToDictionary(found => found.Name, found => found.Reason!, StringComparer.Ordinal);
    }

    private static FeatureColumn Decide(FeatureStatistics column, ModelSpec spec, string? rowNumber, List<PrecisionNote> notes)
    {
        var (role, reason) = spec.Ignore.Contains(column.Name) ? (ColumnRole.Drop, "ignored by the spec")
            : spec.Transform.Columns.TryGetValue(column.Name, out var wanted) ? (Allowed(column, wanted), "set by the spec")
            : spec.Transform.Orders.ContainsKey(column.Name) ? (ColumnRole.Ordinal, "in an order set by the spec")
            : rowNumber is not null ? (ColumnRole.Drop, rowNumber)
            : Infer(column, spec.Transform);
        CheckNative(column, role, spec.Train);
        var decided = WithDetails(new FeatureColumn(column.Name, column.Type, role, column.Missing > 0, reason), column, spec.Transform);
        if (role is not (ColumnRole.Numeric or ColumnRole.Boolean) || column.Numbers is null)
        {
            return decided;
        }

        var fit = SinglePrecision.Fit(column.Numbers);
        if (fit.Note is not { } note)
        {
            return decided;
        }

        notes.Add(new PrecisionNote(fit.Loses, $"column '{column.Name}': {note}"));
        return decided with { Rescaling = fit.Rescaling, Reason = $"{decided.Reason}; {note}" };
    }

    private static FeatureColumn WithDetails(FeatureColumn decided, FeatureStatistics column, TransformSpec spec)
    {
        MissingValues? missing = spec.Missing is MissingValues.Auto ? null : spec.Missing;
        var detailed = decided.Role switch
        {
            ColumnRole.Numeric or ColumnRole.Boolean => decided with { Missing = missing },
            ColumnRole.Date => decided with { Missing = missing, Parts = PartsOf(column, spec) },
            ColumnRole.Ordinal => decided with { Missing = missing, Order = spec.Orders.GetValueOrDefault(column.Name) },
            ColumnRole.Target => WithSmoothing(decided, spec.Smoothing ?? TargetEncoding.DefaultSmoothing),
            _ => decided,
        };
        return detailed.Missing is { } stated && decided.HasMissing
            ? detailed with { Reason = $"{detailed.Reason}; missing: {Name(stated)}" }
            : detailed;
    }

    private static FeatureColumn WithSmoothing(FeatureColumn column, double smoothing) => column with
    {
        Smoothing = smoothing,
        Reason = string.Create(CultureInfo.InvariantCulture, $"{column.Reason}; the label's mean by value, drawn to that of all by {smoothing} rows, and the count"),
    };

    /// <summary>Null: the standard ones.</summary>
    private static IReadOnlyList<string>? PartsOf(FeatureStatistics column, TransformSpec spec)
    {
        var detail = spec.Dates ?? PlanRules.DatesBy(spec.Rules);
        if (detail == DateDetail.Hour)
        {
            return null;
        }

        string[] clock = column.WholeDays ? [] : column.WholeHours ? ["hour"] : ["hour", "minute"];
        string[] circles = detail != DateDetail.Cyclic ? []
            : column.WholeDays ? [.. DateParts.OnCircles]
            : [.. DateParts.OnCircles, .. DateParts.OnTheDaysCircle];
        return [.. DateParts.OfEveryDate, .. clock, .. circles];
    }

    private static (IReadOnlyList<TimeDifference> Differences, IReadOnlyList<string> LeftOut) DifferencesOf(FeatureColumn[] columns, ModelSpec spec)
    {
        var (differences, leftOut) = (new List<TimeDifference>(), new List<string>());
        foreach (var pair in spec.Transform.Differences)
        {
            var ends = pair.Select(name => columns.Single(column => column.Name == name)).ToList();
            if (ends.Find(column => column.Role is not (ColumnRole.Date or ColumnRole.Drop)) is { } other)
            {
                throw FaultException.InSpec(
                    $"Found '{other.Name}' in transform.differences, but it is {Name(other.Role)}; expected two columns of times whose role is date. "
                    + $"Give source.types.{other.Name} the type timestamp, or take the pair out.");
            }

            if (ends.Find(column => column.Role == ColumnRole.Drop) is { } dropped)
            {
                leftOut.Add($"the time from '{pair[0]}' to '{pair[1]}' is left out: '{dropped.Name}' is dropped ({dropped.Reason})");
                continue;
            }

            differences.Add(new TimeDifference(pair[0], pair[1]));
            var at = Array.IndexOf(columns, ends[1]);
            columns[at] = ends[1] with { Reason = $"{ends[1].Reason}; and the time since '{pair[0]}'" };
        }

        return (differences, leftOut);
    }

    // Not unless it is asked for: predictions would be numbers of another kind than of the versions before, FP64 for FP32.
    private static Rescaling? Rescale(FeatureStatistics? label, ModelSpec spec, List<PrecisionNote> notes)
    {
        if (label?.Numbers is not { } numbers)
        {
            return null;
        }

        var fit = SinglePrecision.Fit(numbers, predicted: true);
        if (fit.Note is { } note)
        {
            notes.Add(spec.Transform.RescaleLabel || fit.Rescaling is null
                ? new PrecisionNote(fit.Loses, $"label '{label.Name}': {note}")
                : new PrecisionNote(true, $"label '{label.Name}': {SinglePrecision.StepNote(numbers)}; transform.rescaleLabel: true has it {note}"));
        }

        return spec.Transform.RescaleLabel ? fit.Rescaling : null;
    }

    private static (ColumnRole Role, string Reason) Infer(FeatureStatistics column, TransformSpec spec)
    {
        if (column.Missing == column.Rows)
        {
            return (ColumnRole.Drop, "every value is missing");
        }

        if (column is { Constant: true, Missing: 0 })
        {
            return (ColumnRole.Drop, "every value is the same");
        }

        return column.Type switch
        {
            ColumnType.Integer => InferInteger(column),
            ColumnType.Number => (ColumnRole.Numeric, "numbers"),
            ColumnType.Boolean => (ColumnRole.Boolean, "true or false"),
            ColumnType.Timestamp => (ColumnRole.Date, "points in time"),
            _ => InferText(column, spec),
        };
    }

    private static (ColumnRole Role, string Reason) InferInteger(FeatureStatistics column)
    {
        return AllDiffer(column) && IsNamedAsIdentity(column.Name)
            ? (ColumnRole.Drop, "names the rows: every value is different")
            : (ColumnRole.Numeric, "whole numbers");
    }

    private static (ColumnRole Role, string Reason) InferText(FeatureStatistics column, TransformSpec spec)
    {
        if (column.MeanWords >= LanguageWords)
        {
            return (ColumnRole.Text, string.Create(CultureInfo.InvariantCulture, $"{column.MeanWords:0.#} words on average"));
        }

        if (AllDiffer(column))
        {
            return (ColumnRole.Drop, "names the rows: every value is different");
        }

        var distinct = string.Create(
            CultureInfo.InvariantCulture,
            $"{column.HeadDistinct} distinct values{(column.HeadValues < column.Rows - column.Missing ? $" in the first {column.HeadValues}" : "")}");
        return (column.HeadDistinct <= MostCategories
            ? spec.LowCardinality ?? ColumnRole.Category
            : spec.HighCardinality ?? PlanRules.HighCardinalityBy(spec.Rules), distinct);
    }

    private static bool AllDiffer(FeatureStatistics column) =>
        column.HeadValues >= FewestForIdentity && column.HeadDistinct == column.HeadValues;

    // By name too, since whole numbers that all differ may well mean something: prices, or a count that grows with time.
    private static bool IsNamedAsIdentity(string name) =>
        IdentityNames.Contains(name)
        || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal)
        || name.EndsWith("ID", StringComparison.Ordinal);

    private static ColumnRole Allowed(FeatureStatistics column, ColumnRole role)
    {
        var allowed = role switch
        {
            ColumnRole.Numeric => column.Type is ColumnType.Integer or ColumnType.Number or ColumnType.Boolean,
            ColumnRole.Boolean => column.Type is ColumnType.Boolean or ColumnType.Integer or ColumnType.Number,
            ColumnRole.Date => column.Type == ColumnType.Timestamp,
            _ => true,
        };
        return allowed
            ? role
            : throw FaultException.InSpec(
                $"Found transform.columns.{column.Name}: {Name(role)}, but the column holds {Name(column.Type)}; expected "
                + $"{(column.Type == ColumnType.Timestamp ? "date, category, hash, target, ordinal or drop" : "category, hash, target, ordinal, text or drop")}, "
                + $"or give source.types.{column.Name} another type.");
    }

    private static void CheckTrainer(ModelSpec spec)
    {
        if (spec.Transform.Missing == MissingValues.Native && !TrainerAbilities.TakesMissing(spec.Train.Trainer))
        {
            throw FaultException.InSpec(
                $"Found transform.missing: native with train.trainer: {TrainerParameters.NameOf(spec.Train.Trainer)}, which has no answer to missing values; "
                + "expected auto, mean, median, zero or indicator, or trainer lightgbm.");
        }
    }

    private static void CheckNative(FeatureStatistics column, ColumnRole role, TrainSpec train)
    {
        if (role == ColumnRole.Native && !TrainerAbilities.SplitsCategories(train))
        {
            throw FaultException.InSpec(
                $"Found column '{column.Name}' as native, but {TrainerAbilities.NoSplits(train)} does not split categories by sets here and would take their numbers for amounts; "
                + "expected category, target, ordinal or hash.");
        }
    }

    private static void CheckNames(IReadOnlyList<FeatureStatistics> columns, ModelSpec spec)
    {
        var named = spec.Ignore.Select(name => ("ignore", name))
            .Concat(spec.Transform.Columns.Keys.Select(name => ("transform.columns", name)))
            .Concat(spec.Transform.Orders.Keys.Select(name => ("transform.orders", name)))
            .Concat(spec.Transform.Differences.SelectMany(pair => pair).Select(name => ("transform.differences", name)));
        foreach (var (key, name) in named)
        {
            if (name != spec.Label && columns.All(column => column.Name != name))
            {
                throw FaultException.InSpec(
                    $"Found '{name}' in {key}, expected one of the columns {string.Join(", ", columns.Select(column => column.Name))}; correct the name.");
            }
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private sealed record PrecisionNote(bool Loses, string Text);
}
