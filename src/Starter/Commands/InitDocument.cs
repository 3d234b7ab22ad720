using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc init --json</c> says.</summary>
/// <param name="File">Where the spec was written.</param>
/// <param name="Spec">The spec as it is read back, every default filled in.</param>
internal sealed record InitDocument(string File, ModelSpec Spec, FeaturePlan Plan)
{
    /// <summary>Rows that were read.</summary>
    public long Rows { get; init; }

    /// <summary>What a person should know of the data before learning from them.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where the schema was written that the spec names; null: another file lies there.</summary>
    public string? Schema { get; init; }
}
