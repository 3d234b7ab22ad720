namespace Mdlc.Http;

/// <summary>Text of a sender's in an answer: what is wrong is shown, not sent back whole.</summary>
public static class BoundedText
{
    private const string More = "…";

    /// <param name="text">Whatever was sent.</param>
    /// <param name="most">Most characters that are kept.</param>
    public static string Of(string text, int most = 100)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // A character of two halves is not cut between them.
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most), More);
    }
}
