using System.Text;

namespace Mdlc.Unit.Tests.Docs;

/// <summary>
/// The commands of a POSIX shell's text, each as its words: enough of the grammar for documentation. Redirections and assignments before a command
/// are left out, the commands of a pipe, a list or within <c>&lt;( )</c> stand by themselves, and here-documents are skipped.
/// </summary>
internal static class ShellText
{
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string text)
    {
        var commands = new List<IReadOnlyList<string>>();
        var words = new List<string>();
        var (word, isWord, skipsNext, isInner) = (new StringBuilder(), false, false, false);
        string? hereEnd = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\\' when i + 1 < text.Length:
                    i++;
                    isWord |= text[i] != '\n';
                    _ = text[i] == '\n' ? word : word.Append(text[i]);
                    break;
                case '\'' or '"':
                    isWord = true;
                    for (i++; i < text.Length && text[i] != c; i++)
                    {
                        i += c == '"' && text[i] == '\\' && i + 1 < text.Length ? 1 : 0;
                        word.Append(text[i]);
                    }

                    break;
                case '#' when !isWord:
                    i = End(text, i, "\n") - 1;
                    break;
                case '<' when text.AsSpan(i).StartsWith("<("):
                    EndWord();
                    EndCommand();
                    (isInner, i) = (true, i + 1);
                    break;
                case ')' when isInner:
                    EndWord();
                    EndCommand();
                    isInner = false;
                    break;
                case '<' when text.AsSpan(i).StartsWith("<<"):
                    var end = End(text, i, "\n");
                    hereEnd = text[(i + 2)..end].Trim().Trim('\'', '"');
                    i = end - 1;
                    break;
                case '>' or '<':
                    // 2> names a stream, and is no word.
                    if (word.ToString() is not ("1" or "2"))
                    {
                        EndWord();
                    }

                    (isWord, skipsNext) = (false, true);
                    word.Clear();
                    i += i + 1 < text.Length && text[i + 1] is '>' or '&' ? 1 : 0;
                    break;
                case ' ' or '\t':
                    EndWord();
                    break;
                case '\n' or ';' or '|' or '&':
                    EndWord();
                    EndCommand();
                    if (c == '\n' && hereEnd is not null)
                    {
                        i = End(text, i, $"\n{hereEnd}\n") + hereEnd.Length;
                        hereEnd = null;
                    }

                    break;
                default:
                    isWord = true;
                    word.Append(c);
                    break;
            }
        }

        EndWord();
        EndCommand();
        return commands;

        void EndWord()
        {
            if (isWord && !skipsNext)
            {
                words.Add(word.ToString());
            }

            skipsNext &= !isWord;
            isWord = false;
            word.Clear();
        }

        void EndCommand()
        {
            var first = words.FindIndex(each => !IsAssignment(each));
            if (first >= 0)
            {
                commands.Add(words[first..]);
            }

            words = [];
            skipsNext = false;
        }
    }

    private static bool IsAssignment(string word) =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && word.Take(at).All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    private static int End(string text, int from, string mark) => text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var at ? at : text.Length;
}
