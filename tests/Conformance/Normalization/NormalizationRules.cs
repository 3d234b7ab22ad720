using System.Globalization;
using System.Text.Json.Nodes;

namespace Mdlc.Conformance.Tests.Normalization;

/// <summary>
/// Every rule about named fields. Beside them stand the three rules about values, in <see cref="DocumentNormalizer"/>: timestamps
/// become <c>&lt;time&gt;</c>, UUIDs <c>uuid-1</c>, <c>uuid-2</c>, … by order of appearance in the scenario (so that equal ids stay
/// equal), and the marker that makes a scenario's own ids unique is cut off. Everything else must be equal to the letter.
/// </summary>
internal static class NormalizationRules
{
    public static IReadOnlyList<NormalizationRule> All { get; } =
    [
        new(["taskId"], "numbers the server's internal tasks across all workflows of a shard", Omit),
        new(["version"], "the failover version of a cluster; the engine is no cluster", Omit),
        new(["historySizeBytes"], "sizes depend on how long ids and times happen to be encoded", _ => "<size>"),
        new(["stateTransitionCount"], "counts a server's internal writes", _ => "<count>"),
        new(["shardId", "namespaceId", "runExpirationTime", "cacheSize"], "a server's internals", Omit),
        new(["pollerScalingDecision"], "advice by load, absent or present from one poll to the next", Omit),
        new(["stackTrace"], "file paths and line numbers of the machine that built the tests", _ => "<stack>"),
        new(["buildId", "binaryChecksum"], "a hash of the test assembly, unless the scenario gives it", Build),
        new(["coreUsedFlags", "langUsedFlags"], "a set that the SDK writes in any order", Sorted),
        new(["complete_time", "original_schedule_time"], "times inside the SDK's local-activity marker", _ => "<time>"),
        new(["executionDuration"], "how long the run happened to take", _ => "<duration>"),
        new(["firstWorkflowTaskBackoff"], "what remains of a minimum interval when the run ends; whole seconds are compared", n => Seconds(n, Math.Ceiling)),
        new(["currentRetryInterval"], "from one clock reading to another; whole seconds are compared", n => Seconds(n, Math.Round)),
        new(["initialSkippedDuration"], "what was left of a wait when it was skipped; whole minutes are compared", n => Whole(n, 60, Math.Round)),
    ];

    /// <summary>What build ids begin with that a scenario gives.</summary>
    public const string GivenBuild = "release-";

    private static JsonNode? Build(JsonNode node) =>
        node.GetValue<string>().StartsWith(GivenBuild, StringComparison.Ordinal) ? node.DeepClone() : (JsonNode)"<build>";

    private static JsonNode? Omit(JsonNode node) => null;

    private static JsonArray Sorted(JsonNode node) =>
        new(node.AsArray().Select(n => n!.DeepClone()).OrderBy(n => n.GetValue<int>()).ToArray());

    private static JsonNode? Seconds(JsonNode node, Func<decimal, decimal> whole) => Whole(node, 1, whole);

    private static JsonNode? Whole(JsonNode node, int unit, Func<decimal, decimal> whole)
    {
        var seconds = decimal.Parse(node.GetValue<string>().TrimEnd('s'), CultureInfo.InvariantCulture);
        return (whole(seconds / unit) * unit).ToString(CultureInfo.InvariantCulture) + "s";
    }
}
