using System.Globalization;
using System.Text.RegularExpressions;

namespace Mdlc.Learning.Features;

/// <summary>Chooses the column that tells when a row happened, and whether the last rows in time should judge.</summary>
/// <param name="Column">Null: no column is one.</param>
/// <param name="Reason">Why it is this one.</param>
/// <param name="SplitReason">Why rows should be split by it; null: they need not.</param>
public sealed partial record EventTime(string? Column, string Reason, string? SplitReason, IReadOnlyList<string> Notes)
{
    /// <summary>Of fewer times a split cannot take the last fifth.</summary>
    private const int FewestTimes = 10;

    /// <summary>Rows of one time stay together: of more at once the judging part would be far from what was asked for.</summary>
    private const double MostAtOnceShare = 0.1;

    private static readonly EventTime None = new(null, "", null, []);

    public static EventTime Of(IReadOnlyList<TimeStatistics> columns)
    {
        var complete = columns.Where(c => c is { Missing: 0, Distinct: > 1 }).ToList();
        var gaps = columns.Where(c => c.Missing > 0 && !IsOfALife(c.Name))
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"column '{c.Name}' holds times, but {c.Missing} of {c.Rows} rows have none: it is not proposed as the event time"));
        if (Choose(complete) is not { } chosen)
        {
            return None with { Notes = [.. gaps, .. Unchosen(complete)] };
        }

        var (column, reason) = chosen;
        return new EventTime(column.Name, reason, SplitReasonOf(column), [.. gaps, .. Ties(column)]);
    }

    private static (TimeStatistics Column, string Reason)? Choose(List<TimeStatistics> columns)
    {
        var ordered = columns.Where(c => c.IsInOrder).ToList();
        if (ordered.Count > 0)
        {
            var first = ordered.OrderByDescending(c => IsNamedAsTime(c.Name)).ThenByDescending(c => c.Distinct).First();
            return (first, $"the rows are in {(first.Rising ? "its order" : "its reverse order")}");
        }

        var named = columns.Where(c => IsNamedAsTime(c.Name) && !IsOfALife(c.Name)).ToList();
        var others = columns.Where(c => !IsOfALife(c.Name)).ToList();
        return named.Count == 1 ? (named[0], others.Count == 1 ? "the only column of times" : "named as a time, of several columns of times")
            : others.Count == 1 ? (others[0], "the only column of times")
            : null;
    }

    private static IEnumerable<string> Unchosen(List<TimeStatistics> columns) => columns.Count == 0
        ? []
        : [$"times stand in {string.Join(", ", columns.Select(c => $"'{c.Name}'"))}; if one of them tells when a row happened, name it as time, and consider split: {{by: time}}"];

    private static string? SplitReasonOf(TimeStatistics column) =>
        column.IsInOrder && column.Distinct >= FewestTimes && column.MostAtOnce <= MostAtOnceShare * column.Rows
            ? $"The rows are in the order of '{column.Name}': a model that will predict later rows is judged by the last ones, not by rows between those it learned from."
            : null;

    /// <summary>Numbers under a name of times, in whose order the rows are: told, since numbers may well be no time.</summary>
    /// <param name="numbers">Columns of numbers.</param>
    public static IReadOnlyList<string> NotesOfNumbers(IEnumerable<TimeStatistics> numbers) =>
    [
        .. numbers.Where(column => column.IsInOrder && column.Distinct >= FewestTimes && IsNamedAsTime(column.Name)).Select(column =>
            $"the rows are in the order of '{column.Name}', which holds numbers: if it tells when a row happened, write time: {column.Name} and split: {{by: time, test: 0.2}}"),
    ];

    private static IEnumerable<string> Ties(TimeStatistics column)
    {
        if (column.IsInOrder && SplitReasonOf(column) is null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the rows are in the order of '{column.Name}', but it has {column.Distinct} different times only, one of them in {column.MostAtOnce} of {column.Rows} rows: too coarse to split by");
        }
        else if (column.IsInOrder && column.Tied > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{column.Tied} of {column.Rows} rows share their time in '{column.Name}' with another row (up to {column.MostAtOnce} at once): a split by time keeps such rows together, so that the test part may differ from its share");
        }
    }

    /// <summary>Whether a column is called as times are.</summary>
    public static bool IsNamedAsTime(string name) => TimeName.IsMatch(name);

    private static bool IsOfALife(string name) => LifeName.IsMatch(name);

    [GeneratedRegex("time|date|stamp|(^|_)(ts|day|when|at|month|hour|datum|zeit)($|_)", RegexOptions.IgnoreCase)]
    private static partial Regex TimeName { get; }

    /// <summary>Dates that belong to a person or thing, not to the event.</summary>
    [GeneratedRegex("birth|dob|death|expir|valid|hired?|built|founded|renovat", RegexOptions.IgnoreCase)]
    private static partial Regex LifeName { get; }
}
