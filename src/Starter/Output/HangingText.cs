namespace Mdlc.Starter.Output;

/// <summary>A table's line whose last column is a sentence: where the terminal is too narrow for it, it goes on beneath itself and not at the line's beginning.</summary>
internal static class HangingText
{
    /// <summary>A column that is narrower is no place for sentences.</summary>
    private const int LeastWidth = 20;

    /// <param name="at">Where the last column begins.</param>
    /// <returns>The lines; the one that was given where its last column is none that could be broken between words.</returns>
    public static IEnumerable<string> Lines(string line, int at, int width)
    {
        var room = width - at;
        if (line.Length <= width || room < LeastWidth || at < 1 || line[at - 1] != ' ')
        {
            return [line];
        }

        var words = line[at..].Split(' ');
        return words.Any(word => word.Length > room) ? [line] : Broken(line[..at], words, room);
    }

    private static List<string> Broken(string head, string[] words, int room)
    {
        var (lines, text) = (new List<string>(), "");
        foreach (var word in words)
        {
            if (text.Length > 0 && text.Length + 1 + word.Length > room)
            {
                lines.Add(head + text);
                (head, text) = (new string(' ', head.Length), "");
            }

            text = text.Length == 0 ? word : $"{text} {word}";
        }

        lines.Add(head + text);
        return lines;
    }
}
