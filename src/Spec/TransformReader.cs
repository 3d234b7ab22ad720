using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads how columns become features.</summary>
/// <param name="train">Some of it asks of the trainer what not every one can do.</param>
internal sealed class TransformReader(SpecSection section, TrainSpec train)
{
    private const double MostSmoothing = 1e9;

    /// <summary>What texts of few distinct values may become.</summary>
    public static readonly ColumnRole[] LowCardinality = [ColumnRole.Category, ColumnRole.Target, ColumnRole.Ordinal, ColumnRole.Native];

    /// <summary>What texts of many distinct values may become.</summary>
    public static readonly ColumnRole[] HighCardinality = [ColumnRole.Hash, ColumnRole.Target, ColumnRole.Native];

    private static readonly TransformSpec Defaults = new();

    public TransformSpec Read()
    {
        var columns = ReadColumns();
        var transform = new TransformSpec
        {
            Rules = section.Find("rules")?.Whole(PlanRules.First, PlanRules.Current) ?? PlanRules.Current,
            Columns = columns,
            Orders = ReadOrders(columns),
            LowCardinality = ReadRole("lowCardinality", LowCardinality),
            HighCardinality = ReadRole("highCardinality", HighCardinality),
            Dates = section.Find("dates")?.Choice(EnumNames.Of<DateDetail>()),
            Missing = ReadMissing(),
            Smoothing = section.Find("smoothing")?.Number("a number of rows from 0 to 1e9", n => n is >= 0 and <= MostSmoothing),
            Differences = ReadDifferences(),
            RescaleLabel = section.Find("rescaleLabel")?.Flag() ?? Defaults.RescaleLabel,
        };
        section.Close();
        return transform;
    }

    private Dictionary<string, ColumnRole> ReadColumns()
    {
        var roles = EnumNames.Of<ColumnRole>();
        var read = new Dictionary<string, ColumnRole>(StringComparer.Ordinal);
        foreach (var (name, value) in section.Find("columns")?.Entries("a role for each column, such as {zip: category}") ?? [])
        {
            if (value.Choice(roles) is { } role && IsForTheTrainer(value, role))
            {
                read[name] = role;
            }
        }

        return read;
    }

    private ColumnRole? ReadRole(string key, ColumnRole[] roles)
    {
        var value = section.Find(key);
        return value?.Choice(roles.ToDictionary(EnumNames.Of, StringComparer.Ordinal)) is { } role && IsForTheTrainer(value, role) ? role : null;
    }

    private bool IsForTheTrainer(SpecValue value, ColumnRole role)
    {
        if (role != ColumnRole.Native || TrainerAbilities.SplitsCategories(train))
        {
            return true;
        }

        value.Report($"{TrainerAbilities.NoSplits(train)} does not split categories by sets here, and would take their numbers for amounts; expected category, target, ordinal or hash");
        return false;
    }

    private MissingValues? ReadMissing()
    {
        var value = section.Find("missing");
        var missing = value?.Choice(EnumNames.Of<MissingValues>());
        if (missing != MissingValues.Native || TrainerAbilities.TakesMissing(train.Trainer))
        {
            return missing;
        }

        value!.Report($"{EnumNames.Of(train.Trainer)} has no answer to missing values; expected auto, mean, median, zero or indicator, or trainer lightgbm");
        return null;
    }

    private Dictionary<string, IReadOnlyList<string>> ReadOrders(Dictionary<string, ColumnRole> columns)
    {
        var orders = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in section.Find("orders")?.Entries("a list of values for each column, such as {size: [small, medium, large]}") ?? [])
        {
            var values = value.Texts("a list of values from the lowest, such as [small, medium, large]");
            if (values.Count < 2)
            {
                value.Report("an order has two values at least");
            }

            if (columns.TryGetValue(name, out var role) && role != ColumnRole.Ordinal)
            {
                value.Report($"\"{name}\" has an order, and is {EnumNames.Of(role)} in transform.columns; make it ordinal there, or leave it out of one of the two");
            }

            orders[name] = values;
        }

        return orders;
    }

    private List<IReadOnlyList<string>> ReadDifferences()
    {
        var pairs = new List<IReadOnlyList<string>>();
        foreach (var item in section.Find("differences")?.Items("a list of pairs, such as [[pickup, dropoff]]") ?? [])
        {
            var pair = item.Texts("two columns of times, such as [pickup, dropoff]");
            if (pair.Count != 2)
            {
                item.Expect("two columns of times, such as [pickup, dropoff]");
            }
            else if (pairs.Exists(other => other.SequenceEqual(pair)))
            {
                item.Report($"the pair \"{pair[0]}\", \"{pair[1]}\" stands in the list twice; keep one of them");
            }
            else
            {
                pairs.Add(pair);
            }
        }

        return pairs;
    }
}
