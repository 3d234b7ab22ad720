using System.Text;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Cards;

/// <summary>A model card as a page: the Markdown that cards are written in, and no more of it. Whatever else stands in a card is shown as text.</summary>
public static class CardPage
{
    public static string Render(string title, string markdown)
    {
        var page = new HtmlPage();
        page.Add("<section class=\"card-text\">");
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length;)
        {
            i = Block(page, lines, i);
        }

        return page.Add("</section>").Render(title);
    }

    /// <returns>The first line after the block that begins here.</returns>
    private static int Block(HtmlPage page, string[] lines, int at)
    {
        var line = lines[at].TrimEnd();
        if (line.Length == 0)
        {
            return at + 1;
        }

        var depth = line.TakeWhile(character => character == '#').Count();
        if (depth is > 0 and <= 3 && line.Length > depth && line[depth] == ' ')
        {
            page.Add($"<h{depth}>{InlineMarkdown.Render(line[(depth + 1)..])}</h{depth}>");
            return at + 1;
        }

        if (line.StartsWith('|') && at + 1 < lines.Length && lines[at + 1].StartsWith("|-", StringComparison.Ordinal))
        {
            return Table(page, lines, at);
        }

        if (line.StartsWith("- ", StringComparison.Ordinal))
        {
            var end = End(lines, at, one => one.StartsWith("- ", StringComparison.Ordinal));
            page.Add($"<ul>{string.Concat(lines[at..end].Select(item => $"<li>{InlineMarkdown.Render(item[2..].TrimEnd())}</li>"))}</ul>");
            return end;
        }

        page.Add($"<p>{InlineMarkdown.Render(line)}</p>");
        return at + 1;
    }

    private static int Table(HtmlPage page, string[] lines, int at)
    {
        var end = End(lines, at + 2, one => one.StartsWith('|'));
        var text = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        text.AppendJoin("", Cells(lines[at]).Select(cell => $"<th>{InlineMarkdown.Render(cell)}</th>")).Append("</tr></thead><tbody>");
        foreach (var line in lines[(at + 2)..end])
        {
            text.Append("<tr>").AppendJoin("", Cells(line).Select(cell => $"<td>{InlineMarkdown.Render(cell)}</td>")).Append("</tr>");
        }

        page.Add(text.Append("</tbody></table></div>").ToString());
        return end;
    }

    private static int End(string[] lines, int from, Func<string, bool> belongs)
    {
        var end = from;
        while (end < lines.Length && belongs(lines[end]))
        {
            end++;
        }

        return end;
    }

    /// <summary>A bar behind a backslash is one of a cell's text.</summary>
    private static IEnumerable<string> Cells(string line)
    {
        var row = line.Trim();
        var cell = new StringBuilder();
        for (var i = 1; i < row.Length; i++)
        {
            if (row[i] == '\\' && i + 1 < row.Length)
            {
                cell.Append(row[i]).Append(row[++i]);
            }
            else if (row[i] == '|')
            {
                yield return cell.ToString().Trim();
                cell.Clear();
            }
            else
            {
                cell.Append(row[i]);
            }
        }
    }
}
