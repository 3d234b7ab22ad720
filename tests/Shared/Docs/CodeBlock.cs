using System.Text.RegularExpressions;

namespace Mdlc.Tests.Shared.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="File">The page, from the checkout's root.</param>
/// <param name="Line">Where its first line of text stands.</param>
/// <param name="Language">What the fence says; empty: nothing.</param>
internal sealed partial record CodeBlock(string File, int Line, string Language, string Text)
{
    public override string ToString() => $"{File}:{Line} ({(Language.Length == 0 ? "without a language" : Language)})";

    public static IReadOnlyList<CodeBlock> AllOf(string file) => In(file, Repository.ReadText(file));

    public static IReadOnlyList<CodeBlock> In(string file, string page)
    {
        var blocks = new List<CodeBlock>();
        var lines = page.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence.Match(lines[i]) is not { Success: true } fence)
            {
                continue;
            }

            var from = i + 1;
            var to = Array.FindIndex(lines, from, line => line.Trim() == fence.Groups["mark"].Value);
            if (to < 0)
            {
                throw new InvalidOperationException($"{file}:{from}: a fence is not closed.");
            }

            var indent = fence.Groups["indent"].Length;
            blocks.Add(new(file, from + 1, fence.Groups["language"].Value, string.Join('\n', lines[from..to].Select(line => line[Math.Min(indent, line.Length)..])) + "\n"));
            i = to;
        }

        return blocks;
    }

    [GeneratedRegex("^(?<indent> *)(?<mark>```+)(?<language>[a-z]*) *$")]
    private static partial Regex Fence { get; }
}
