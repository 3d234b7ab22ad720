using System.Globalization;
using System.Text;
using Mdlc.Contracts.Monitoring;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>What the training rows hold, a line a column, and how the label's values are spread.</summary>
internal static class DataSection
{
    private const int MostColumns = 100;
    private const int MostClasses = 40;
    private const int Bins = 16;
    private const int Width = 120;
    private const int Height = 26;

    private static readonly double[] Quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    public static string Profile(DataProfile profile)
    {
        var table = HtmlPage.Table(
            ["column", "kind", "#missing", "lies", "", "looks"],
            profile.Columns.Take(MostColumns).Select(column => (IReadOnlyList<string>)
            [
                HtmlPage.Text(column.Name),
                column.Kind.ToString().ToLowerInvariant(),
                Percent((double)column.Missing / Math.Max(1, column.Rows)),
                Range(column),
                $"<span class=\"soft\">{Middle(column)}</span>",
                Sketch(column),
            ]));
        var more = profile.Columns.Count > MostColumns
            ? string.Create(CultureInfo.InvariantCulture, $" {MostColumns} of {profile.Columns.Count} columns are shown; all are in the version's profile.json.")
            : "";
        return $"{table}<p class=\"note\">Of the {HtmlPage.Count(profile.Rows)} training rows. Pictures of numbers go from the 1st to the 99th percentile, what lies beyond is in the outermost bars.{more}</p>";
    }

    /// <param name="train">Null: not kept by earlier versions.</param>
    /// <param name="test">Of the same label.</param>
    public static string Label(ColumnProfile? train, ColumnProfile test) => test.Kind == ColumnKind.Numeric ? Numbers(train, test) : Balance(train, test);

    private static string Balance(ColumnProfile? train, ColumnProfile test)
    {
        var (inTrain, inTest) = (Rows(train), Rows(test));
        var values = (train?.Categories ?? []).Select(one => one.Value).Union(test.Categories.Select(one => one.Value), StringComparer.Ordinal).ToList();
        var largest = Math.Max(1, Math.Max(inTrain.Values.DefaultIfEmpty(0).Max(), inTest.Values.DefaultIfEmpty(0).Max()));
        var shown = values.Take(MostClasses).Select(value => (IReadOnlyList<string>)
        [
            HtmlPage.Text(value),
            train is null ? "–" : HtmlPage.Count(inTrain.GetValueOrDefault(value)),
            train is null ? "–" : Percent((double)inTrain.GetValueOrDefault(value) / Math.Max(1, train.Present)),
            HtmlPage.Count(inTest.GetValueOrDefault(value)),
            Percent((double)inTest.GetValueOrDefault(value) / Math.Max(1, test.Present)),
            HtmlPage.Bar((double)(train is null ? inTest : inTrain).GetValueOrDefault(value) / largest),
        ]);
        var rest = values.Skip(MostClasses).ToList();
        var (restOfTrain, restOfTest) = (rest.Sum(value => inTrain.GetValueOrDefault(value)) + (train?.OtherRows ?? 0), rest.Sum(value => inTest.GetValueOrDefault(value)) + test.OtherRows);
        return HtmlPage.Table(["value", "#training rows", "#share", "#test rows", "#share", ""], shown)
            + (restOfTrain + restOfTest == 0 ? "" : $"<p class=\"note\">The most frequent values; the others have {HtmlPage.Count(restOfTrain)} training rows and {HtmlPage.Count(restOfTest)} test rows.</p>")
            + (train is null ? "<p class=\"note\">Of the training rows it was not counted: their profile is of an earlier version.</p>" : "");
    }

    private static Dictionary<string, long> Rows(ColumnProfile? profile) => (profile?.Categories ?? []).ToDictionary(one => one.Value, one => one.Rows, StringComparer.Ordinal);

    private static string Numbers(ColumnProfile? train, ColumnProfile test) => HtmlPage.Table(
        ["", "#rows", .. Quantiles.Select(quantile => $"#{Named(quantile)}"), "looks"],
        new[] { ("training", train), ("test", test) }.Where(rows => rows.Item2 is not null).Select(rows => (IReadOnlyList<string>)
        [
            rows.Item1,
            HtmlPage.Count(rows.Item2!.Present),
            .. Quantiles.Select(quantile => HtmlPage.Number(At(rows.Item2, quantile))),
            Sketch(rows.Item2),
        ]))
        + $"<p class=\"note\">Quantiles of {HtmlPage.Text(test.Name)}.</p>";

    private static double? At(ColumnProfile profile, double quantile) => quantile switch
    {
        0 => profile.Min,
        1 => profile.Max,
        _ => profile.Sample.Count == 0 ? null : profile.Sample[(int)Math.Round(quantile * (profile.Sample.Count - 1))],
    };

    private static string Named(double quantile) => quantile switch
    {
        0 => "least",
        0.5 => "median",
        1 => "most",
        _ => string.Create(CultureInfo.InvariantCulture, $"{quantile * 100:0.#} %"),
    };

    private static string Range(ColumnProfile column) => column.Kind == ColumnKind.Numeric || column.Categories.Count == 0
        ? column.Min is null ? "–" : $"{HtmlPage.Number(column.Min)} to {HtmlPage.Number(column.Max)}"
        : HtmlPage.Text(string.Join(", ", column.Categories.Take(3).Select(category => Short(category.Value))) + (column.Categories.Count > 3 || column.OtherRows > 0 ? ", …" : ""));

    private static string Middle(ColumnProfile column) => column.Kind == ColumnKind.Numeric || column.Categories.Count == 0
        ? column.Mean is null ? "" : $"mean {HtmlPage.Number(column.Mean)}, sd {HtmlPage.Number(column.StandardDeviation)}"
        : $"most often {Percent((double)column.Categories[0].Rows / Math.Max(1, column.Present))}";

    private static string Short(string text) => text.Length <= 24 ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[22]) ? 22 : 23), "…");

    private static string Sketch(ColumnProfile column)
    {
        var shares = column.Categories.Count > 0
            ? [.. column.Categories.Take(Bins).Select(category => (double)category.Rows)]
            : Binned(column.Sample);
        if (shares.Length == 0)
        {
            return "";
        }

        var largest = shares.Max();
        var step = (double)Width / Math.Max(shares.Length, 4);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"sketch\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"distribution\">");
        for (var i = 0; i < shares.Length; i++)
        {
            var height = largest > 0 ? Math.Max(shares[i] > 0 ? 1 : 0, shares[i] / largest * Height) : 0;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{i * step:0.#}\" y=\"{Height - height:0.#}\" width=\"{Math.Max(1, step - 1):0.#}\" height=\"{height:0.#}\" fill=\"#7d9bc4\"/>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static double[] Binned(IReadOnlyList<double> sample)
    {
        if (sample.Count == 0)
        {
            return [];
        }

        var (low, high) = (sample[sample.Count / 100], sample[^((sample.Count / 100) + 1)]);
        var width = high > low ? (high - low) / Bins : 1;
        var bins = new double[high > low ? Bins : 1];
        foreach (var value in sample)
        {
            bins[(int)Math.Clamp(Math.Floor((value - low) / width), 0, bins.Length - 1)]++;
        }

        return bins;
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
