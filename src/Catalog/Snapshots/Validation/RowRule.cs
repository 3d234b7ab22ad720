using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots.Validation;

/// <summary>A rule about single rows, as SQL.</summary>
/// <param name="Words">The rule for a person, e.g. "age ≥ 0".</param>
/// <param name="Broken">A condition that is true of the rows that break it (null counts as not broken).</param>
/// <param name="ComparesRows">True when the condition looks at other rows too.</param>
internal sealed record RowRule(string Column, string Words, Severity Severity, string Broken, bool ComparesRows = false);
