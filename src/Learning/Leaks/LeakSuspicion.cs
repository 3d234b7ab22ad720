using System.Globalization;

namespace Mdlc.Learning.Leaks;

/// <summary>
/// Looks for columns that tell the label by themselves: copies of it, parts of it, or what is only known once it is. A suspicion is told and
/// decides nothing, since a good column and a leak look alike. Pure and without chance: the same rows give the same sentences.
/// </summary>
/// <remarks>
/// A column predicts by the label's mean (or most frequent class) in each of its groups, learned on one half of the rows and judged on the
/// other, so that a name of each row predicts nothing.
/// </remarks>
public static class LeakSuspicion
{
    /// <summary>Binary: an area under the ROC curve from here on is suspect.</summary>
    public const double LeastAuc = 0.995;

    /// <summary>Multiclass: a share of right classes from here on is suspect.</summary>
    public const double LeastAccuracy = 0.995;

    /// <summary>Regression: a share of the label's variance from here on is suspect.</summary>
    public const double LeastR2 = 0.995;

    /// <summary>Fewer rows than this prove nothing.</summary>
    public const int FewestRows = 100;

    /// <summary>Fewer rows of a class than this are told apart by chance.</summary>
    private const int FewestOfClass = 20;

    /// <summary>Where nearly all rows are of one class, nearly all are right without any column.</summary>
    private const double LargestErrorLeft = 0.1;

    /// <param name="label">Regression: numbers. Else the classes as texts.</param>
    public static IReadOnlyList<string> Find(LeakColumn label, IReadOnlyList<LeakColumn> columns)
    {
        var rows = label.Numbers?.Length ?? label.Texts!.Length;
        if (rows < FewestRows)
        {
            return [];
        }

        var alone = columns
            .Select(column => (Column: column, Sentence: label.Numbers is { } numbers ? OfNumber(column, label.Name, numbers) : OfClass(column, label)))
            .Where(found => found.Sentence is not null)
            .ToList();
        var others = columns.Except(alone.Select(found => found.Column)).ToList();
        return [.. alone.Select(found => found.Sentence!), .. label.Numbers is null ? [] : LeakSums.Find(label, others)];
    }

    private static string? OfClass(LeakColumn column, LeakColumn label)
    {
        var classes = LeakGroups.In(label);
        var groups = LeakGroups.In(column);
        var sizes = classes.Of.GroupBy(c => c).Select(g => g.Count()).ToList();
        if (sizes.Count(size => size >= FewestOfClass) < 2)
        {
            return null;
        }

        if (groups.AreValues && IsOneToOne(groups.Of, classes.Of))
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"column '{column.Name}' is the label '{label.Name}' under another coding: each of its {sizes.Count} values stands for one class");
        }

        return sizes.Count == 2 ? OfTwoClasses(column, groups, classes, label.Name) : OfManyClasses(column, groups, classes, label.Name);
    }

    private static string? OfTwoClasses(LeakColumn column, LeakGroups groups, LeakGroups classes, string label)
    {
        var second = classes.Of.Max();
        var isSecond = Array.ConvertAll(classes.Of, c => c == second);
        var halves = LeakHalves.Of(groups);
        var means = halves.Means(Array.ConvertAll(isSecond, s => s ? 1.0 : 0.0));
        var byGroup = LeakMeasures.Auc(halves.Judged(means), halves.Judged(isSecond));
        var byOrder = column.Numbers is { } numbers && numbers.All(double.IsFinite) ? LeakMeasures.Auc(numbers, isSecond) : 0.5;
        var auc = Math.Max(byGroup, Math.Max(byOrder, 1 - byOrder));
        return auc < LeastAuc ? null : Sentence(column.Name, label, "AUC", auc, LeastAuc, isSecond.Length);
    }

    private static string? OfManyClasses(LeakColumn column, LeakGroups groups, LeakGroups classes, string label)
    {
        var halves = LeakHalves.Of(groups);
        var all = halves.Judged(classes.Of);
        var right = all.Zip(halves.Judged(halves.Majorities(classes.Of))).Count(pair => pair.First == pair.Second);
        var accuracy = (double)right / all.Length;
        var baseline = (double)all.GroupBy(c => c).Max(g => g.Count()) / all.Length;
        return accuracy < LeastAccuracy || 1 - accuracy > LargestErrorLeft * (1 - baseline)
            ? null
            : Sentence(column.Name, label, "accuracy", accuracy, LeastAccuracy, classes.Of.Length);
    }

    private static string? OfNumber(LeakColumn column, string name, double[] label)
    {
        if (column.Numbers is { } numbers)
        {
            if (LeakMeasures.AreEqual(numbers, label))
            {
                return $"column '{column.Name}' is a copy of the label '{name}'";
            }

            if (LeakMeasures.IsLinear(numbers, label))
            {
                return $"column '{column.Name}' is the label '{name}' in another unit: the one is the other times a constant, plus a constant";
            }

            if (LeakMeasures.IsMonotone(numbers, label))
            {
                return $"column '{column.Name}' ranks the rows as the label '{name}' does: the one is a function of the other";
            }
        }

        var groups = LeakGroups.In(column);
        var halves = LeakHalves.Of(groups);
        var r2 = Math.Max(LeakMeasures.R2(halves.Judged(halves.Means(label)), halves.Judged(label)), column.Numbers is { } n ? LeakMeasures.SquaredCorrelation(n, label) : 0);
        return r2 < LeastR2 ? null : Sentence(column.Name, name, "R²", r2, LeastR2, label.Length);
    }

    private static string Sentence(string column, string label, string measure, double value, double bound, int rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"column '{column}' alone tells the label '{label}': {measure} {value:0.####} over {rows} rows (suspect from {bound} on)");

    /// <summary>Every group is of one class, and every class of one group.</summary>
    private static bool IsOneToOne(int[] groups, int[] classes)
    {
        var (there, back) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        return groups.Zip(classes).All(pair =>
            (there.TryAdd(pair.First, pair.Second) || there[pair.First] == pair.Second)
            && (back.TryAdd(pair.Second, pair.First) || back[pair.Second] == pair.First));
    }
}
