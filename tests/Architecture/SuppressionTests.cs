using System.Text.RegularExpressions;
using Mdlc.Tests.Shared;

namespace Mdlc.Architecture.Tests;

/// <summary>A rule that is switched off says why.</summary>
public sealed partial class SuppressionTests
{
    [Fact]
    public void EditorConfig_EachSuppression_IsNamedByTheCommentAboveIt()
    {
        var files = Repository.Files("", ".editorconfig").ToList();
        Assert.NotEmpty(files);
        Offenders.AssertNone(
            "A suppressed rule is named, with its reason, by the comment above it (# CA1234: because …).",
            files.SelectMany(Unexplained));
    }

    [Fact]
    public void Pragma_EachSuppression_HasItsReasonOnTheLineOrAbove() =>
        Offenders.AssertNone(
            "A #pragma warning disable has its reason in a comment on the line or above it.",
            from file in SourceFile.AllIn("src").Concat(SourceFile.AllIn("tests"))
            let lines = file.Text.Split('\n')
            from i in Enumerable.Range(0, lines.Length)
            where lines[i].TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal)
            where !lines[i].Contains("//", StringComparison.Ordinal) && (i == 0 || !lines[i - 1].TrimStart().StartsWith("//", StringComparison.Ordinal))
            select $"{file.Path}:{i + 1}");

    [Fact]
    public void NoWarn_InAProjectFile_HasAComment() =>
        Offenders.AssertNone(
            "A <NoWarn> has its reason in a comment before it.",
            from path in Repository.Files("", "*.csproj").Concat(Repository.Files("", "*.props"))
            let lines = Repository.ReadText(path).Split('\n')
            from i in Enumerable.Range(0, lines.Length)
            where lines[i].Contains("<NoWarn>", StringComparison.Ordinal)
            where i == 0 || !lines[i - 1].Contains("-->", StringComparison.Ordinal)
            select $"{path}:{i + 1}");

    private static IEnumerable<string> Unexplained(string path)
    {
        var comment = "";
        var wasComment = false;
        foreach (var line in Repository.ReadText(path).ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                comment = wasComment ? comment + line : line;
            }
            else if (Suppression.Match(line) is { Success: true } match && !comment.Contains(match.Groups[1].Value, StringComparison.Ordinal))
            {
                yield return $"{path}: {match.Groups[1].Value}";
            }

            wasComment = line.StartsWith('#');
        }
    }

    [GeneratedRegex(@"^dotnet_diagnostic\.(\w+)\.severity\s*=\s*(?:none|silent)", RegexOptions.CultureInvariant)]
    private static partial Regex Suppression { get; }
}
