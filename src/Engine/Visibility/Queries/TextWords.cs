using System.Globalization;
using System.Text;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>The words of a Text attribute: runs of letters and digits, without case and accents.</summary>
internal static class TextWords
{
    public static string[] Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return [.. words];
    }

    /// <summary>The phrases as one text, which <see cref="ContainsAny(string, string)"/> takes: words are of letters and digits only.</summary>
    public static string Join(IReadOnlyList<string[]> phrases) => string.Join('|', phrases.Select(phrase => string.Join(' ', phrase)));

    /// <summary>Whether the text has any of the joined phrases.</summary>
    public static bool ContainsAny(string text, string phrases) => ContainsAny(Split(text), [.. phrases.Split('|').Select(phrase => phrase.Split(' '))]);

    public static bool ContainsAny(ReadOnlySpan<string> words, IReadOnlyList<string[]> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (words.IndexOf(phrase) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
