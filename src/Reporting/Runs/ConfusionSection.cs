using System.Globalization;
using System.Text;
using Mdlc.Contracts.Evaluation;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Runs;

/// <summary>Which class is taken for which: a table of few classes, a picture of many, which fits a page of paper whatever their number.</summary>
internal static class ConfusionSection
{
    private const int MostInATable = 5;
    private const int MostInAPicture = 60;
    private const int KeptOfMore = 40;
    private const int MostPairs = 12;
    private const int CellWidth = 38;
    private const int CellHeight = 22;
    private const int CharactersOfAName = 22;

    /// <summary>Whether it needs a section, and a page, of its own.</summary>
    public static bool IsLarge(ConfusionMatrix confusion) => confusion.Classes.Count > MostInATable;

    public static string Small(ConfusionMatrix confusion)
    {
        var text = new StringBuilder("<figure><figcaption>Confusion: actual (rows) against predicted (columns)</figcaption><div class=\"wide\"><table class=\"matrix\"><tr><th></th>");
        text.AppendJoin("", confusion.Classes.Select(name => $"<th>{HtmlPage.Text(name)}</th>")).Append("</tr>");
        foreach (var (name, counts) in confusion.Classes.Zip(confusion.Counts))
        {
            var total = Math.Max(1, counts.Sum());
            text.Append(CultureInfo.InvariantCulture, $"<tr><th class=\"side\">{HtmlPage.Text(name)}</th>");
            text.AppendJoin("", counts.Select(count => Cell(count, (double)count / total))).Append("</tr>");
        }

        return text.Append("</table></div><p class=\"note\">Shaded by share of the row.</p></figure>").ToString();
    }

    public static string Large(ConfusionMatrix confusion)
    {
        var (shown, note) = confusion.Classes.Count > MostInAPicture ? Gathered(confusion) : (confusion, "");
        return $"<div class=\"wide landscape\">{Picture(shown)}</div><p class=\"note\">Actual classes (rows) against predicted ones (columns, by the rows' numbers), shaded by share of the row.{note}</p>";
    }

    /// <summary>The mistakes that are made most often; nothing where there are none, or only one of each kind is possible.</summary>
    public static string Mistakes(ConfusionMatrix confusion)
    {
        var pairs = (
            from actual in Enumerable.Range(0, confusion.Classes.Count)
            from predicted in Enumerable.Range(0, confusion.Classes.Count)
            where actual != predicted && confusion.Counts[actual][predicted] > 0
            orderby confusion.Counts[actual][predicted] descending
            select (actual, predicted)).Take(MostPairs).ToList();
        return confusion.Classes.Count <= 2 || pairs.Count == 0
            ? ""
            : "<h3>Taken for another most often</h3>" + HtmlPage.Table(
                ["actual", "predicted", "#rows", "#of the class"],
                pairs.Select(pair => (IReadOnlyList<string>)
                [
                    HtmlPage.Text(confusion.Classes[pair.actual]),
                    HtmlPage.Text(confusion.Classes[pair.predicted]),
                    HtmlPage.Count(confusion.Counts[pair.actual][pair.predicted]),
                    string.Create(CultureInfo.InvariantCulture, $"{100.0 * confusion.Counts[pair.actual][pair.predicted] / Math.Max(1, confusion.Counts[pair.actual].Sum()):0.#} %"),
                ]));
    }

    private static (ConfusionMatrix Shown, string Note) Gathered(ConfusionMatrix confusion)
    {
        var order = Enumerable.Range(0, confusion.Classes.Count).OrderByDescending(row => confusion.Counts[row].Sum()).ThenBy(row => row).ToList();
        var (kept, others) = (order.Take(KeptOfMore).Order().ToList(), order.Skip(KeptOfMore).ToList());
        long Sum(IEnumerable<int> rows, IEnumerable<int> columns) => rows.Sum(row => columns.Sum(column => confusion.Counts[row][column]));
        List<int[]> groups = [.. kept.Select(one => new[] { one }), [.. others]];
        var shown = new ConfusionMatrix(
            [.. kept.Select(one => confusion.Classes[one]), string.Create(CultureInfo.InvariantCulture, $"{others.Count} others")],
            [.. groups.Select(rows => (IReadOnlyList<long>)[.. groups.Select(columns => Sum(rows, columns))])]);
        return (shown, string.Create(CultureInfo.InvariantCulture, $" The {kept.Count} classes with the most rows; the {others.Count} others are one line, in which they count as right among themselves. All are in evaluation.json."));
    }

    private static string Picture(ConfusionMatrix confusion)
    {
        var count = confusion.Classes.Count;
        var left = 34 + (int)(6.4 * Math.Min(CharactersOfAName, confusion.Classes.Max(name => name.Length)));
        var (width, height) = (left + (count * CellWidth), 20 + (count * CellHeight));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"matrix-picture\" viewBox=\"0 0 {width} {height}\" style=\"min-width:{width * 2 / 3}px;max-width:{width}px\" role=\"img\" aria-label=\"confusion matrix of {count} classes\" font-size=\"11\">");
        for (var i = 0; i < count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + ((i + 0.5) * CellWidth):0.#}\" y=\"13\" text-anchor=\"middle\" fill=\"#5b6675\">{i + 1}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left - 6}\" y=\"{20 + (i * CellHeight) + 15}\" text-anchor=\"end\" fill=\"#1c2430\"><title>{HtmlPage.Text(confusion.Classes[i])}</title>{HtmlPage.Text(Short(confusion.Classes[i]))} <tspan fill=\"#5b6675\">{i + 1}</tspan></text>");
            var total = Math.Max(1, confusion.Counts[i].Sum());
            for (var j = 0; j < count; j++)
            {
                Square(svg, left + (j * CellWidth), 20 + (i * CellHeight), confusion.Counts[i][j], (double)confusion.Counts[i][j] / total);
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Square(StringBuilder svg, int x, int y, long count, double share)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{CellWidth - 1}\" height=\"{CellHeight - 1}\" fill=\"#1f4e8c\" fill-opacity=\"{0.05 + (0.75 * share):0.##}\"/>");
        if (count > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (CellWidth / 2)}\" y=\"{y + 15}\" text-anchor=\"middle\" fill=\"{(share > 0.55 ? "#fff" : "#1c2430")}\">{Compact(count)}</text>");
        }
    }

    private static string Compact(long count) => count switch
    {
        < 10_000 => count.ToString(CultureInfo.InvariantCulture),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#}M"),
    };

    private static string Short(string name) =>
        name.Length <= CharactersOfAName ? name : string.Concat(name.AsSpan(0, CharactersOfAName - (char.IsHighSurrogate(name[CharactersOfAName - 2]) ? 2 : 1)), "…");

    private static string Cell(long count, double share) => string.Create(
        CultureInfo.InvariantCulture,
        $"<td class=\"cell\" style=\"background:rgba(31,78,140,{0.06 + (0.74 * share):0.##});color:{(share > 0.55 ? "#fff" : "inherit")}\">{HtmlPage.Count(count)}<br><small>{share * 100:0.#} %</small></td>");
}
