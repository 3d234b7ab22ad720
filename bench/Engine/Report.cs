using System.Globalization;

namespace Mdlc.Engine.Bench;

/// <summary>The figures as a table, and how many times better the first server is than each other.</summary>
internal static class Report
{
    private static readonly (string Title, string Unit, Func<Measurement, double?> Value, bool MoreIsBetter)[] Rows =
    [
        .. Of("straight", m => m.Straight),
        .. Of("SDK", m => m.Sdk),
        ("start-up", "ms", m => m.StartUp.TotalMilliseconds, false),
        ("idle memory", "MB", m => m.IdleBytes / 1e6, false),
        ("idle CPU", "% core", m => m.IdleCpu * 100, false),
        ("disk per workflow", "kB", m => m.BytesPerWorkflow / 1e3, false),
    ];

    public static void Write(TextWriter output, IReadOnlyList<Measurement> measurements, TimeSpan flush)
    {
        output.WriteLine(Line("", "", measurements.Select(m => m.Server)));
        foreach (var (title, unit, value, moreIsBetter) in Rows)
        {
            var own = value(measurements[0]);
            output.WriteLine(Line(title, unit, measurements.Select((m, i) =>
                i == 0 ? Number(own) : $"{Number(value(m))} ({Ratio(own, value(m), moreIsBetter)})")));
        }

        output.WriteLine();
        output.WriteLine($"(in brackets: how many times better {measurements[0].Server} is)");
        output.WriteLine($"the disk: {Number(flush.TotalMilliseconds)} ms to append a page and flush it, median");
    }

    private static IEnumerable<(string Title, string Unit, Func<Measurement, double?> Value, bool MoreIsBetter)> Of(
        string driver, Func<Measurement, DriverMeasurement> of) =>
    [
        ($"{driver}: workflows", "1/s", m => of(m).WorkflowsPerSecond, true),
        ($"{driver}: start to result", "ms", m => of(m).Latency.TotalMilliseconds, false),
        ($"{driver}: sequential step", "ms", m => of(m).Step.TotalMilliseconds, false),
        ($"{driver}: fan-out", "ms", m => of(m).FanOut.TotalMilliseconds, false),
        ($"{driver}: update round trip", "ms", m => of(m).Update.TotalMilliseconds, false),
        ($"{driver}: server CPU", "ms", m => of(m).ServerCpu.TotalMilliseconds, false),
        ($"{driver}: client CPU", "ms", m => of(m).ClientCpu.TotalMilliseconds, false),
    ];

    private static string Line(string title, string unit, IEnumerable<string> cells) =>
        $"{title,-28} {unit,-7}{string.Concat(cells.Select(cell => $"{cell,20}"))}";

    private static string Number(double? value) =>
        value is { } number ? number.ToString(number < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : "–";

    private static string Ratio(double? own, double? other, bool moreIsBetter)
    {
        var (numerator, denominator) = moreIsBetter ? (own, other) : (other, own);
        return numerator is null || denominator is null or 0 ? "–" : $"{Number(numerator / denominator)}×";
    }
}
