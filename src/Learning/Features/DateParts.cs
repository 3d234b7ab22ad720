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

    public static IReadOnlyList<string> Names { get; } = ["year", "month", "day", "weekday", "hour"];

    public static IReadOnlyList<string> Expressions { get; } =
    [
        OfDate("single(y + floor(z / 146097.0) * 400.0 + (m < 10.0 ? 0.0 : 1.0))"),
        OfDate("single(m < 10.0 ? m + 3.0 : m - 9.0)"),
        OfDate("single(n - floor((153.0 * m + 2.0) / 5.0) + 1.0)"),
        $"t => with({Days}; single(d + 4.0 - 7.0 * floor((d + 4.0) / 7.0)))",
        $"t => with({Days}; single(floor((t - 86400.0 * d) / 3600.0)))",
    ];

    private static string OfDate(string part) => $"t => with({Days}, {Era}, {YearOfEra}, {DayOfYear}; {part})";
}
