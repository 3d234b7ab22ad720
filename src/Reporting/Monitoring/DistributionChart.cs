using System.Globalization;
using System.Text;
using Mdlc.Contracts.Monitoring;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Monitoring;

/// <summary>Two distributions of one column, drawn over each other as an SVG picture in the page.</summary>
internal static class DistributionChart
{
    private const int Width = 440;
    private const int Height = 130;
    private const int Floor = 110;
    private const int Bins = 24;
    private const int MostCategories = 10;
    private const double CharacterWidth = 5.8;

    public const string Legend =
        "<p class=\"note\"><span style=\"color:#9aa4b2\">■</span> training <span style=\"color:#1f4e8c\">■</span> window; shares of the rows with a value.</p>";

    public static string Draw(ColumnProfile reference, ColumnProfile current) => reference.Kind == ColumnKind.Numeric
        ? DrawNumeric(reference, current)
        : DrawCategorical(reference, current);

    /// <summary>Bins of equal width between the 1st and the 99th percentile of the reference; what lies beyond is in the outermost ones.</summary>
    private static string DrawNumeric(ColumnProfile reference, ColumnProfile current)
    {
        if (reference.Sample.Count == 0 || current.Sample.Count == 0)
        {
            return "<p class=\"note\">No values.</p>";
        }

        var low = reference.Sample[reference.Sample.Count / 100];
        var high = reference.Sample[^((reference.Sample.Count / 100) + 1)];
        var width = high > low ? (high - low) / Bins : 1;
        return Bars(
            Shares(reference.Sample, low, width),
            Shares(current.Sample, low, width),
            [HtmlPage.Number(low), HtmlPage.Number(high)]);
    }

    private static double[] Shares(IReadOnlyList<double> sample, double low, double width)
    {
        var shares = new double[Bins];
        foreach (var value in sample)
        {
            shares[(int)Math.Clamp(Math.Floor((value - low) / width), 0, Bins - 1)] += 1.0 / sample.Count;
        }

        return shares;
    }

    private static string DrawCategorical(ColumnProfile reference, ColumnProfile current)
    {
        var names = reference.Categories.Select(category => category.Value)
            .Union(current.Categories.Select(category => category.Value))
            .Take(MostCategories)
            .ToArray();
        return Bars(Shares(reference, names), Shares(current, names), [.. names.Select(HtmlPage.Text)]);
    }

    private static double[] Shares(ColumnProfile profile, string[] names)
    {
        var rows = profile.Categories.ToDictionary(category => category.Value, category => category.Rows, StringComparer.Ordinal);
        return Array.ConvertAll(names, name => (double)rows.GetValueOrDefault(name) / Math.Max(1, profile.Present));
    }

    /// <param name="labels">As markup: one for each bar, or one for each end.</param>
    private static string Bars(double[] reference, double[] current, string[] labels)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" width=\"100%\" role=\"img\" font-size=\"10\" fill=\"#5b6675\">");
        var largest = Math.Max(reference.Concat(current).DefaultIfEmpty(0).Max(), 1e-9);
        var step = (double)Width / Math.Max(1, reference.Length);
        for (var i = 0; i < reference.Length; i++)
        {
            Bar(svg, i * step, step * 0.92, reference[i] / largest, "#9aa4b2", 0.6);
            Bar(svg, (i * step) + (step * 0.22), step * 0.48, current[i] / largest, "#1f4e8c", 0.9);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var isPerBar = labels.Length == reference.Length;
            var x = isPerBar ? (i + 0.46) * step : i * Width;
            var anchor = isPerBar ? "middle" : i == 0 ? "start" : "end";
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{Floor + 14}\" text-anchor=\"{anchor}\">{(isPerBar ? Shortened(labels[i], (int)(step / CharacterWidth)) : labels[i])}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Bar(StringBuilder svg, double x, double width, double height, string color, double opacity) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<rect x=\"{x:0.#}\" y=\"{Floor - (height * (Floor - 4)):0.#}\" width=\"{width:0.#}\" height=\"{height * (Floor - 4):0.#}\" fill=\"{color}\" opacity=\"{opacity}\"/>");

    // A cut inside of an entity such as &amp; would show: those labels stay whole.
    private static string Shortened(string label, int most) =>
        label.Length > most && !label.Contains('&', StringComparison.Ordinal) ? label[..Math.Max(1, most - 1)] + "…" : label;
}
