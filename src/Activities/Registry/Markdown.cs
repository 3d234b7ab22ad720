using System.Text;
using System.Text.RegularExpressions;

namespace Mdlc.Activities.Registry;

/// <summary>Text that data supplied, for a Markdown page: it shows as it is, whatever it holds, and stays in its line and in its cell.</summary>
internal static partial class Markdown
{
    private const string Special = @"\`*_{}[]|~$";

    /// <summary>As words of a line or of a table's cell.</summary>
    public static string Text(string text)
    {
        var written = new StringBuilder(text.Length);
        foreach (var character in OneLine(text))
        {
            _ = character switch
            {
                '<' => written.Append("&lt;"),
                '>' => written.Append("&gt;"),
                '&' => written.Append("&amp;"),
                _ when Special.Contains(character, StringComparison.Ordinal) => written.Append('\\').Append(character),
                _ => written.Append(character),
            };
        }

        // Many readers make a link of a bare address.
        return Address().Replace(written.ToString(), @"\$0");
    }

    /// <summary>As paragraphs of their own, line by line; a line that looks like a heading or an item shows as it is written.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(line => Mark().Replace(Text(line.Trim()), @"$1\$2")));

    /// <summary>As code within a line, not within a table.</summary>
    public static string Code(string text)
    {
        var line = OneLine(text);
        var fence = new string('`', Backticks().Matches(line).Select(run => run.Length).DefaultIfEmpty(0).Max() + 1);
        return fence.Length > 1 || line.Length == 0 ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }

    private static string OneLine(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(character => char.IsControl(character) ? ' ' : character));

    /// <summary>What makes a heading, an item, a quotation or a rule of the line that it begins.</summary>
    [GeneratedRegex(@"^(\d*)(?=[#+\-=.)])([#+\-=.)])")]
    private static partial Regex Mark();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"(?<=[a-z]):(?=//)|(?<=\bwww)\.", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
