namespace Mdlc.Learning.Features;

/// <summary>
/// Calendar parts of a point in time, as expressions of ML.NET's expression transform: they are saved in the model as text. The input is
/// seconds since 1970-01-01 UTC; a missing one (NaN) gives missing parts. Year, month and day follow the proleptic Gregorian calendar,
/// by counting days in eras of 400 years that begin on 1 March.
/// </summary>
internal static class DateParts
{
    private const string Days = "d = floor(t / 86400.0)";
    private const string Era = "z = d + 719468.0, e = z - floor(z / 146097.0) * 146097.0";
    private const string YearOfEra = "y = floor((e - floor(e / 1460.0) + floor(e / 36524.0) - floor(e / 146096.0)) / 365.0)";
    private const string DayOfYear = "n = e - (365.0 * y + floor(y / 4.0) - floor(y / 100.0)), m = floor((5.0 * n + 2.0) / 153.0)";
    private const string Turn = "6.283185307179586";

    // 1970 began on a Thursday, four days after a Sunday.
    private const string SinceSunday = "t + 345600.0";

    private static readonly (string Name, string Expression)[] All =
    [
        ("year", OfDate("single(y + floor(z / 146097.0) * 400.0 + (m < 10.0 ? 0.0 : 1.0))")),
        ("month", OfDate("single(m < 10.0 ? m + 3.0 : m - 9.0)")),
        ("day", OfDate("single(n - floor((153.0 * m + 2.0) / 5.0) + 1.0)")),
        ("weekday", $"t => with({Days}; single(d + 4.0 - 7.0 * floor((d + 4.0) / 7.0)))"),
        ("hour", $"t => with({Days}; single(floor((t - 86400.0 * d) / 3600.0)))"),
        ("minute", "t => with(h = floor(t / 3600.0); single(floor((t - 3600.0 * h) / 60.0)))"),
        ("yearSin", OnCircle("sin", "t", "31556952.0")),
        ("yearCos", OnCircle("cos", "t", "31556952.0")),
        ("weekSin", OnCircle("sin", SinceSunday, "604800.0")),
        ("weekCos", OnCircle("cos", SinceSunday, "604800.0")),
        ("daySin", OnCircle("sin", "t", "86400.0")),
        ("dayCos", OnCircle("cos", "t", "86400.0")),
    ];

    private static readonly Dictionary<string, string> ByName = All.ToDictionary(part => part.Name, part => part.Expression, StringComparer.Ordinal);

    /// <summary>What a plan that does not say has.</summary>
    public static IReadOnlyList<string> Standard { get; } = ["year", "month", "day", "weekday", "hour"];

    public static IReadOnlyList<string> OfEveryDate { get; } = ["year", "month", "day", "weekday"];

    public static IReadOnlyList<string> OnCircles { get; } = ["yearSin", "yearCos", "weekSin", "weekCos"];

    /// <summary>Of the time of day, which a column of dates alone does not have.</summary>
    public static IReadOnlyList<string> OnTheDaysCircle { get; } = ["daySin", "dayCos"];

    public static string ExpressionOf(string part) => ByName.TryGetValue(part, out var expression)
        ? expression
        : throw new InvalidOperationException($"The plan takes a date's part '{part}', which this version does not know; expected one of {string.Join(", ", ByName.Keys)}.");

    private static string OfDate(string part) => $"t => with({Days}, {Era}, {YearOfEra}, {DayOfYear}; {part})";

    /// <summary>Where in a period a time is, so that its end lies beside its beginning.</summary>
    private static string OnCircle(string function, string time, string period) =>
        $"t => with(s = {time}, p = s / {period} - floor(s / {period}); single({function}(p * {Turn})))";
}
