using System.Text.RegularExpressions;
using Mdlc.Tests.Shared;

namespace Mdlc.Architecture.Tests;

/// <summary>The tree stands on its own: it names no machine that it was written on, and leaves no loose ends.</summary>
public sealed partial class WordingTests
{
    private static readonly string[] TextFiles =
        ["*.cs", "*.csproj", "*.props", "*.json", "*.md", "*.yaml", "*.yml", "*.sh", "*.html", "*.txt", "*.sln", ".editorconfig", ".gitignore"];

    /// <summary>Continuous integration prepares a machine, so it alone may know one.</summary>
    private const string MayKnowAMachine = ".ci/";

    /// <summary>This file names what it forbids.</summary>
    private static readonly string Itself = $"{nameof(WordingTests)}.cs";

    [Fact]
    public void Text_NamesNoPlaceOutsideTheCheckout() =>
        Offenders.AssertNone(
            "A file names a path of the machine it was written on; find tools on PATH or through MDLC_* variables.",
            Lines().Where(l => OutsidePath.IsMatch(l.Line)).Select(l => $"{l.Path}:{l.Number}: {l.Line.Trim()}"));

    [Fact]
    public void Text_LeavesNoLooseEnds() =>
        Offenders.AssertNone(
            "A loose end: do it, or file it where work is planned.",
            Lines().Where(l => LooseEnd.IsMatch(l.Line)).Select(l => $"{l.Path}:{l.Number}: {l.Line.Trim()}"));

    private static IEnumerable<(string Path, int Number, string Line)> Lines() =>
        from pattern in TextFiles
        from path in Repository.Files("", pattern)
        where !path.StartsWith(MayKnowAMachine, StringComparison.Ordinal) && !path.EndsWith(Itself, StringComparison.Ordinal)
        where !path.EndsWith("packages.lock.json", StringComparison.Ordinal)
        from line in Repository.ReadText(path).Split('\n').Select((text, i) => (path, i + 1, text))
        select line;

    [GeneratedRegex(@"(?<![\w.*)}-])/work/|\.\./shared\b|/tmp/\w+/|/home/\w+/|/root/", RegexOptions.CultureInvariant)]
    private static partial Regex OutsidePath { get; }

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b|\bNotImplementedException\b", RegexOptions.CultureInvariant)]
    private static partial Regex LooseEnd { get; }
}
