namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>Whether goldens and scenarios belong together one to one: a golden that nothing is compared with proves nothing.</summary>
internal static class GoldenCoverage
{
    /// <summary>One sentence per golden without scenario, scenario without golden, and known difference without scenario.</summary>
    public static IReadOnlyList<string> Gaps(IReadOnlySet<string> goldens, IReadOnlySet<string> scenarios, IEnumerable<string> knownDifferences) =>
    [
        .. goldens.Except(scenarios).Select(name => $"Golden/{name.Replace('.', '/')}.json is compared with nothing: no scenario has that name. Delete it, or name the scenario for it."),
        .. scenarios.Except(goldens).Select(name => $"{name} has no golden: record it with MDLC_RECORD=1."),
        .. knownDifferences.Except(scenarios).Select(name => $"KNOWN-DIFFERENCES.md lists {name}, which is no scenario."),
    ];
}
