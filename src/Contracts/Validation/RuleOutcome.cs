using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Validation;

/// <summary>How one rule fared.</summary>
/// <param name="Column">Null for a rule about the whole batch.</param>
/// <param name="Rule">The rule in words, e.g. "age ≥ 0".</param>
/// <param name="Broken">Rows that break it; for a rule about the batch 0 or 1.</param>
/// <param name="Examples">A few values that break it.</param>
public sealed record RuleOutcome(string? Column, string Rule, Severity Severity, long Broken, IReadOnlyList<string> Examples);
