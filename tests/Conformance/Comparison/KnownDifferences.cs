using System.Text.RegularExpressions;

namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>The scenarios that <c>KNOWN-DIFFERENCES.md</c> lists, each with what differs.</summary>
internal static partial class KnownDifferences
{
    public static IReadOnlyDictionary<string, string> All { get; } =
        Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "KNOWN-DIFFERENCES.md")));

    private static Dictionary<string, string> Parse(string text) =>
        Entry().Matches(text).ToDictionary(entry => entry.Groups[1].Value, entry => entry.Groups[2].Value.Trim());

    [GeneratedRegex(@"^- (\w+\.\w+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
