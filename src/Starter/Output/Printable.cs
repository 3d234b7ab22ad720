using System.Globalization;
using System.Text;

namespace Mdlc.Starter.Output;

/// <summary>Text that others have written, such as a file's name or a column's, as it may go to a terminal: what would steer that is shown instead.</summary>
internal static class Printable
{
    public static string Of(string text)
    {
        if (!text.Any(Steers))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = Steers(c) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : shown.Append(c);
        }

        return shown.ToString();
    }

    private static bool Steers(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
