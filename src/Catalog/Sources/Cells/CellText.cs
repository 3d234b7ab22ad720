using System.Text;
using System.Text.Unicode;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>
/// The one rule for text: two texts are the same when they are so in Unicode's composed form (NFC) and without white space at their ends,
/// whatever the source, in training and in serving alike.
/// </summary>
public static class CellText
{
    private static readonly Lazy<bool> Works = new(() => "e\u0301".Normalize(NormalizationForm.FormC) == "\u00E9");

    /// <exception cref="FaultException">This process cannot normalise: it runs without Unicode's tables.</exception>
    public static string Normalise(string text)
    {
        var trimmed = text.Trim();
        if (Ascii.IsValid(trimmed))
        {
            return trimmed;
        }

        Require();
        return trimmed.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Whether normalising leaves the text as it is.</summary>
    /// <param name="text">UTF-8.</param>
    internal static bool IsNormal(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (Ascii.IsValid(text))
        {
            return !char.IsWhiteSpace((char)text[0]) && !char.IsWhiteSpace((char)text[^1]);
        }

        var characters = Encoding.UTF8.GetString(text);
        Require();
        return !char.IsWhiteSpace(characters[0]) && !char.IsWhiteSpace(characters[^1]) && characters.IsNormalized(NormalizationForm.FormC);
    }

    /// <summary>Under invariant globalisation .NET gives back texts as they are: a category would be two, without a word.</summary>
    /// <exception cref="FaultException">It is so in this process.</exception>
    public static void Require()
    {
        if (!Works.Value)
        {
            throw FaultException.InEnvironment(
                "This process cannot normalise text: it runs without ICU (invariant globalization), so that é in one form and é in the other would be two values. "
                + "Install libicu, and leave DOTNET_SYSTEM_GLOBALIZATION_INVARIANT and InvariantGlobalization off.");
        }
    }

    /// <summary>The text of a cell; null: it is not UTF-8.</summary>
    internal static string? Decode(ReadOnlySpan<byte> cell) => Utf8.IsValid(cell) ? Encoding.UTF8.GetString(cell) : null;
}
