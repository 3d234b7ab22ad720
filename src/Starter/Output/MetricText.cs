using System.Globalization;
using Mdlc.Contracts.Evaluation;

namespace Mdlc.Starter.Output;

/// <summary>How a metric stands in a table.</summary>
internal static class MetricText
{
    private static readonly string[] Bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

    /// <summary>Its value, and its interval where it has one: <c>0.9274 [0.921, 0.9338]</c>.</summary>
    public static string Of(MetricValue? metric) => metric switch
    {
        null => "",
        { Value: null } => "undefined",
        { Lower: { } lower, Upper: { } upper } => string.Create(CultureInfo.InvariantCulture, $"{Number(metric.Value)} [{Number(lower)}, {Number(upper)}]"),
        _ => Number(metric.Value),
    };

    /// <summary>The same behind its name.</summary>
    public static string Named(MetricValue? metric) => metric is null ? "" : $"{metric.Name} {Of(metric)}";

    public static string Number(double? value) => value is { } number && double.IsFinite(number)
        ? Math.Abs(number) is >= 1e6 or (< 1e-3 and > 0) ? number.ToString("0.###e0", CultureInfo.InvariantCulture) : number.ToString("0.####", CultureInfo.InvariantCulture)
        : "";

    /// <summary>A bar for each value, from the lowest to the highest of them; a gap where there is none.</summary>
    public static string Sparkline(IReadOnlyList<double?> values)
    {
        var known = values.OfType<double>().Where(double.IsFinite).ToList();
        if (known.Count == 0)
        {
            return "";
        }

        var (low, high) = (known.Min(), known.Max());
        return string.Concat(values.Select(value => value is not { } number || !double.IsFinite(number) ? " "
            : high > low ? Bars[(int)Math.Round((number - low) / (high - low) * (Bars.Length - 1))]
            : Bars[Bars.Length / 2]));
    }
}
