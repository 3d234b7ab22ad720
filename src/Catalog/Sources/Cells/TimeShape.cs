using System.Text.RegularExpressions;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>
/// Which patterns a text could be a point in time of: numbers with one separator throughout and the year in four digits (first or last), the
/// digits of a date in a row, or a month's English name; behind it a time of day, in twelve hours where AM or PM follows.
/// </summary>
internal static partial class TimeShape
{
    /// <returns>Patterns in which one digit may stand for two, and whether this text has two digits throughout.</returns>
    public static IReadOnlyList<(string Pattern, bool IsPadded)> PatternsOf(string cell)
    {
        if (Compact.Match(cell) is { Success: true } compact)
        {
            return [(compact.Groups["time"].Success ? "yyyyMMddHHmmss" : "yyyyMMdd", true)];
        }

        var parts = Parted.Match(cell);
        parts = parts.Success ? parts : Named.Match(cell);
        if (!parts.Success || TimeOf(parts) is not { } time)
        {
            return [];
        }

        var isPadded = !parts.Groups["n"].Captures.Any(c => c.Length == 1) && parts.Groups["hour"].Length != 1;
        return [.. DatesOf(parts).Select(date => (date + time, isPadded))];
    }

    /// <summary>The same pattern with two digits for each day, month and hour.</summary>
    public static string Padded(string pattern) => Single.Replace(pattern, m => m.Value + m.Value);

    /// <summary>The same pattern with day and month in the other order.</summary>
    public static string Swapped(string pattern) => Order.Replace(pattern, m => $"{m.Groups[3]}{m.Groups[2]}{m.Groups[1]}");

    private static IEnumerable<string> DatesOf(Match parts)
    {
        if (parts.Groups["month"].Success)
        {
            // May is written so both ways.
            var name = parts.Groups["month"].Value;
            string[] months = name.Length > 3 ? ["MMMM"] : name.Equals("May", StringComparison.OrdinalIgnoreCase) ? ["MMM", "MMMM"] : ["MMM"];
            var (gap, end) = (parts.Groups["gap"].Value, parts.Groups["end"].Value);
            var isDayFirst = parts.Groups["dayFirst"].Success;
            return months.Select(month => isDayFirst ? $"d{Quoted(gap)}{month}{Quoted(end)}yyyy" : $"{month}{Quoted(gap)}d{Quoted(end)}yyyy");
        }

        var s = Quoted(parts.Groups["sep"].Value);
        return parts.Groups["yearFirst"].Success ? [$"yyyy{s}M{s}d"]
            : parts.Groups["sep"].Value == "." ? [$"d{s}M{s}yyyy"]
            : [$"d{s}M{s}yyyy", $"M{s}d{s}yyyy"];
    }

    // In .NET's patterns '/' and ':' mean the culture's separators; in the invariant culture these are themselves.
    private static string Quoted(string separator) => separator;

    /// <returns>Null: what follows the date is no time of day.</returns>
    private static string? TimeOf(Match parts)
    {
        if (!parts.Groups["hour"].Success)
        {
            return "";
        }

        var isTwelve = parts.Groups["half"].Success;
        var seconds = parts.Groups["second"].Success ? ":ss" : "";
        var fraction = parts.Groups["fraction"].Success ? ".FFFFFFF" : "";
        var half = isTwelve ? parts.Groups["halfGap"].Value + "tt" : "";
        var between = parts.Groups["between"].Value is "T" ? "'T'" : parts.Groups["between"].Value;
        return $"{between}{(isTwelve ? "h" : "H")}:mm{seconds}{fraction}{half}";
    }

    private const string TimeOfDay =
        @"((?<between>T|,? )(?<hour>\d{1,2}):(?<minute>\d\d)(:(?<second>\d\d)(\.(?<fraction>\d{1,7}))?)?((?<halfGap> ?)(?<half>[AaPp][Mm]))?)?$";

    private const string Months =
        "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December";

    [GeneratedRegex(@"^(19|20)\d{6}(?<time>\d{6})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Compact { get; }

    [GeneratedRegex(
        @"^((?<yearFirst>\d{4})(?<sep>[-./])(?<n>\d{1,2})\k<sep>(?<n>\d{1,2})|(?<n>\d{1,2})(?<sep>[-./])(?<n>\d{1,2})\k<sep>(?<year>\d{4}))" + TimeOfDay,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parted { get; }

    [GeneratedRegex(
        @"^((?<dayFirst>(?<n>\d{1,2}))(?<gap>[ -])(?<month>" + Months + @")(?<end>[ -])(?<year>\d{4})|(?<month>" + Months + @")(?<gap> )(?<n>\d{1,2})(?<end>,? )(?<year>\d{4}))" + TimeOfDay,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Named { get; }

    [GeneratedRegex(@"(?<!M)\b(d|M)([-./])(d|M)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Order { get; }

    [GeneratedRegex(@"(?<![dMHh])[dMHh](?![dMHh])", RegexOptions.CultureInvariant)]
    private static partial Regex Single { get; }
}
