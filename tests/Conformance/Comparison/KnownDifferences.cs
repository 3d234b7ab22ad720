using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>The scenarios that <c>KNOWN-DIFFERENCES.md</c> lists, each with what differs.</summary>
internal static partial class KnownDifferences
{
    public static IReadOnlyDictionary<string, string> All { get; } =
        Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "KNOWN-DIFFERENCES.md")));

    private static IReadOnlyList<(string Scenario, Regex Document)> Documents { get; } =
        [.. DocumentEntry().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "KNOWN-DIFFERENCES.md"))).Select(entry => (entry.Groups[1].Value, Glob(entry.Groups[2].Value)))];

    /// <summary>How two recordings of a scenario differ, apart from the documents that the list names; null when they do not.</summary>
    public static string? Describe(string scenario, ScenarioDocument ours, ScenarioDocument theirs)
    {
        var listed = Documents.Where(entry => entry.Scenario == scenario).Select(entry => entry.Document).ToList();
        if (listed.Find(document => !Differs(document, ours, theirs)) is { } outlived)
        {
            return $"KNOWN-DIFFERENCES.md lists documents {outlived} of {scenario}, of which none differs: take the entry off.";
        }

        return DocumentDiff.Describe(Without(ours, listed), Without(theirs, listed));
    }

    private static bool Differs(Regex document, ScenarioDocument ours, ScenarioDocument theirs) =>
        ours.Root.Concat(theirs.Root).Select(pair => pair.Key).Where(name => document.IsMatch(name)).Any(name => !JsonNode.DeepEquals(ours.Root[name], theirs.Root[name]));

    private static ScenarioDocument Without(ScenarioDocument document, List<Regex> left) => left.Count == 0
        ? document
        : new(new(document.Root.Where(pair => !left.Exists(entry => entry.IsMatch(pair.Key))).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))));

    private static Regex Glob(string names) => new($"^{Regex.Escape(names).Replace(@"\*", ".*", StringComparison.Ordinal)}$");

    private static Dictionary<string, string> Parse(string text) =>
        Entry().Matches(text).ToDictionary(entry => entry.Groups[1].Value, entry => entry.Groups[2].Value.Trim());

    [GeneratedRegex(@"^- (\w+\.\w+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"^- (\w+\.\w+) / (.+?): .+$", RegexOptions.Multiline)]
    private static partial Regex DocumentEntry();
}
