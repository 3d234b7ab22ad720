using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mdlc.Spec;

/// <summary>Text as a YAML scalar on one line that any YAML reader takes for that text.</summary>
internal static partial class YamlText
{
    private static readonly HashSet<string> Words =
        new(StringComparer.OrdinalIgnoreCase) { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

    /// <summary>Plain where that is safe in a block, a flow collection and a key; else in double quotes.</summary>
    public static string Of(string text) => Plain.IsMatch(text) && !Words.Contains(text) ? text : Quoted(text);

    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(text, i++):X8}");
            }
            else
            {
                quoted.Append(Escaped(text[i]));
            }
        }

        return quoted.Append('"').ToString();
    }

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\t' => "\\t",
        '\n' => "\\n",
        '\r' => "\\r",
        _ when IsShown(c) => c.ToString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
    };

    /// <summary>What a person sees and no reader takes for a line break or drops.</summary>
    private static bool IsShown(char c) => char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    [GeneratedRegex(@"^[A-Za-z_][\w./-]*\z", RegexOptions.ECMAScript)]
    private static partial Regex Plain { get; }
}
