using System.Globalization;
using System.Net;
using System.Text;

namespace Mdlc.Reporting.Html;

/// <summary>A self-contained page, written from top to bottom: style and pictures are in it, and nothing is loaded from anywhere.</summary>
public sealed class HtmlPage
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    private readonly StringBuilder _body = new();
    private readonly List<(string Title, string Id)> _sections = [];
    private int? _contents;

    /// <summary>Encodes data for the page; everything that is not markup of ours goes through it.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A figure of at most four decimals, or as many digits as a small number needs; a dash for none.</summary>
    public static string Number(double? value) => value switch
    {
        null or double.NaN => "–",
        0 => "0",
        { } number when Math.Abs(number) is >= 1000 and < 1e15 => number.ToString("#,0.##", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) is >= 0.001 and < 1000 => number.ToString("0.####", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) is >= 0.00001 and < 0.001 => number.ToString("0.######", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.##e0", CultureInfo.InvariantCulture),
    };

    /// <summary>A whole number with thousands set apart.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Markup, as it is.</summary>
    public HtmlPage Add(string markup)
    {
        _body.Append(markup).Append('\n');
        return this;
    }

    public HtmlPage Section(string title, string markup) => Add($"<section id=\"{IdOf(title)}\"><h2>{Text(title)}</h2>{markup}</section>");

    /// <summary>A section that is folded until somebody wants it; on paper it is not.</summary>
    public HtmlPage Folded(string title, string markup) => Add($"<section id=\"{IdOf(title)}\"><details><summary>{Text(title)}</summary>{markup}</details></section>");

    /// <summary>Links to every section, those that are still to come among them.</summary>
    public HtmlPage AddContents()
    {
        _contents = _body.Length;
        return this;
    }

    public string Render(string title) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <style>
        {Style.Value}</style>
        </head>
        <body>
        <main>
        {Body()}</main>
        </body>
        </html>

        """;

    /// <param name="columns">Headings; one that begins with # is of numbers and aligned right.</param>
    /// <param name="rows">Cells as markup.</param>
    public static string Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        foreach (var column in columns)
        {
            table.Append(CultureInfo.InvariantCulture, $"<th{ClassOf(column)}>{Text(column.TrimStart('#'))}</th>");
        }

        table.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            table.Append("<tr>");
            foreach (var (column, cell) in columns.Zip(row))
            {
                table.Append(CultureInfo.InvariantCulture, $"<td{ClassOf(column)}>{cell}</td>");
            }

            table.Append("</tr>");
        }

        return table.Append("</tbody></table></div>").ToString();
    }

    /// <summary>A picture in the page itself.</summary>
    /// <param name="caption">Also what is read to those who cannot see it.</param>
    public static string Figure(string caption, byte[] png) =>
        $"<figure><figcaption>{Text(caption)}</figcaption><img alt=\"{Text(caption)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"></figure>";

    public static string Badge(string text, string kind) => $"<span class=\"badge {kind}\">{Text(text)}</span>";

    /// <param name="share">Of the full width, 0 to 1.</param>
    public static string Bar(double share) =>
        $"<div class=\"bar\"><span style=\"width:{(Math.Clamp(share, 0, 1) * 100).ToString("0.#", CultureInfo.InvariantCulture)}%\"></span></div>";

    private string Body()
    {
        var body = _body.ToString();
        return _contents is { } place
            ? body.Insert(place, $"<nav>{string.Join(" ", _sections.Select(section => $"<a href=\"#{section.Id}\">{Text(section.Title)}</a>"))}</nav>\n")
            : body;
    }

    private string IdOf(string title)
    {
        var id = string.Concat(title.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-'));
        _sections.Add((title, id));
        return id;
    }

    private static string ClassOf(string column) => column.StartsWith('#') ? " class=\"number\"" : "";

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")
            ?? throw new InvalidOperationException("The resource page.css is not in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
