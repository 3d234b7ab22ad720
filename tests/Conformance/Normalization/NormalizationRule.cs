using System.Text.Json.Nodes;

namespace Mdlc.Conformance.Tests.Normalization;

/// <summary>A difference between two servers, or two runs, that means nothing.</summary>
/// <param name="Fields">The JSON names of the fields it applies to.</param>
/// <param name="Reason">Why their values cannot be compared.</param>
/// <param name="Apply">What to compare instead; null leaves the field out.</param>
internal sealed record NormalizationRule(string[] Fields, string Reason, Func<JsonNode, JsonNode?> Apply);
