using System.Globalization;

namespace Mdlc.Engine.Bench;

/// <summary>The figures as a table, and how many times better the first server is than each other.</summary>
internal static class Report
{
    private static readonly (string Title, string Unit, Func<Measurement, double> Value, bool MoreIsBetter)[] Rows =
    [
        ("one-activity workflows", "1/s", m => m.WorkflowsPerSecond, true),
        ("start to result, median", "ms", m => m.MedianLatency.TotalMilliseconds, false),
        ("sequential step", "ms", m => m.Step.TotalMilliseconds, false),
        ("server CPU per workflow", "ms", m => m.ServerCpu.TotalMilliseconds, false),
        ("client CPU per workflow", "ms", m => m.ClientCpu.TotalMilliseconds, false),
        ("start-up", "ms", m => m.StartUp.TotalMilliseconds, false),
        ("idle memory", "MB", m => m.IdleBytes / 1e6, false),
        ("idle CPU", "% core", m => m.IdleCpu * 100, false),
    ];

    public static void Write(TextWriter output, IReadOnlyList<Measurement> measurements)
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
    }

    private static string Line(string title, string unit, IEnumerable<string> cells) =>
        $"{title,-24} {unit,-7}{string.Concat(cells.Select(cell => $"{cell,20}"))}";

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Ratio(double own, double other, bool moreIsBetter)
    {
        var (numerator, denominator) = moreIsBetter ? (own, other) : (other, own);
        return denominator == 0 ? "–" : $"{Number(numerator / denominator)}×";
    }
}
