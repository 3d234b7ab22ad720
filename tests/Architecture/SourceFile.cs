using System.Text.RegularExpressions;
using Mdlc.Tests.Shared;

namespace Mdlc.Architecture.Tests;

/// <summary>A C# file as its first column shows it: file-scoped namespaces put every top-level type there.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    public string? Namespace => NamespaceLine.Match(Text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Top-level types in order, with the words before the name.</summary>
    public IReadOnlyList<(string Modifiers, string Name)> Types =>
        [.. TypeLine.Matches(Text).Select(m => (m.Groups["modifiers"].Value, m.Groups["name"].Value))];

    public IReadOnlyList<string> PublicTypes =>
        [.. Types.Where(t => t.Modifiers.StartsWith("public", StringComparison.Ordinal)).Select(t => t.Name)];

    /// <summary>The file's name up to its first dot: <c>Type</c> of <c>Type.Facet.cs</c>.</summary>
    public string Stem => System.IO.Path.GetFileName(Path).Split('.')[0];

    public static IReadOnlyList<SourceFile> AllIn(string folder) =>
        [.. Repository.Files(folder, "*.cs").Select(path => new SourceFile(path, Repository.ReadText(path).ReplaceLineEndings("\n")))];

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex NamespaceLine { get; }

    [GeneratedRegex(
        @"^(?<modifiers>(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )+)" +
        @"(?:class|record struct|record class|record|struct|interface|enum|delegate [\w<>\[\]?., ]+?) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TypeLine { get; }
}
