using System.Net;
using System.Text;
using Mdlc.Reporting.Html;

namespace Mdlc.Reporting.Cards;

/// <summary>The marks within a line: code, strong, emphasis, and characters behind a backslash. There are no links: an address is text.</summary>
internal static class InlineMarkdown
{
    public static string Render(string line)
    {
        var (html, text) = (new StringBuilder(), new StringBuilder());
        var open = new Stack<string>();
        for (var i = 0; i < line.Length;)
        {
            if (line[i] == '\\' && i + 1 < line.Length && char.IsAscii(line[i + 1]) && (char.IsPunctuation(line[i + 1]) || char.IsSymbol(line[i + 1])))
            {
                text.Append(line[i + 1]);
                i += 2;
            }
            else if (line[i] == '`' && Code(line, i) is { } code)
            {
                Flush(html, text);
                html.Append("<code>").Append(HtmlPage.Text(code.Content)).Append("</code>");
                i = code.End;
            }
            else if (MarkAt(line, i, open) is { } mark)
            {
                Flush(html, text);
                Toggle(html, open, mark == "**" ? "b" : "i");
                i += mark.Length;
            }
            else
            {
                text.Append(line[i++]);
            }
        }

        Flush(html, text);
        while (open.TryPop(out var tag))
        {
            html.Append("</").Append(tag).Append('>');
        }

        return html.ToString();
    }

    /// <summary>Entities stand for what they name, and are written anew: nothing of the line gets into the page as markup.</summary>
    private static void Flush(StringBuilder html, StringBuilder text)
    {
        html.Append(HtmlPage.Text(WebUtility.HtmlDecode(text.ToString())));
        text.Clear();
    }

    private static string? MarkAt(string line, int at, Stack<string> open)
    {
        if (line.AsSpan(at).StartsWith("**"))
        {
            return "**";
        }

        // Within a word it is a character of it.
        var isEdge = open.Contains("i")
            ? at + 1 == line.Length || !char.IsLetterOrDigit(line[at + 1])
            : at == 0 || !char.IsLetterOrDigit(line[at - 1]);
        return line[at] == '_' && isEdge ? "_" : null;
    }

    /// <summary>What was opened within it is closed with it.</summary>
    private static void Toggle(StringBuilder html, Stack<string> open, string tag)
    {
        if (!open.Contains(tag))
        {
            open.Push(tag);
            html.Append('<').Append(tag).Append('>');
            return;
        }

        string closed;
        do
        {
            closed = open.Pop();
            html.Append("</").Append(closed).Append('>');
        }
        while (closed != tag);
    }

    private static (string Content, int End)? Code(string line, int at)
    {
        var fence = line.Skip(at).TakeWhile(character => character == '`').Count();
        for (var i = at + fence; i < line.Length;)
        {
            var run = line.Skip(i).TakeWhile(character => character == '`').Count();
            if (run == fence)
            {
                var content = line[(at + fence)..i];
                return (content.Length > 2 && content[0] == ' ' && content[^1] == ' ' ? content[1..^1] : content, i + run);
            }

            i += Math.Max(1, run);
        }

        return null;
    }
}
