using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Metadata;

/// <summary>What a stage of a run made.</summary>
/// <param name="Stage">See <see cref="StageName"/>.</param>
/// <param name="Result">The stage's result as JSON; what is big is in the artifact store.</param>
/// <param name="Made">When, UTC.</param>
public sealed record StageResult(RunKey Run, string Stage, string Result, DateTimeOffset Made)
{
    /// <summary>SHA-256 (hex) over all that the result follows from; null: nobody asked for it to be found again by that.</summary>
    public string? Key { get; init; }
}
