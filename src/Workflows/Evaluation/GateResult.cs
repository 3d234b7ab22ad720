using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Workflows.Evaluation;

/// <param name="Champion">The champion it was compared with; null when there was none.</param>
/// <param name="Document">JSON of the verdict with every number.</param>
public sealed record GateResult(Verdict Verdict, int? Champion, ArtifactRef Document, string Summary) : IStageResult
{
    /// <summary>False: no rule applied. Null: of a worker that did not say.</summary>
    public bool? Judged { get; init; }

    /// <summary>The champion's version when the candidate is that very model: it is not promoted over itself.</summary>
    public int? SameAs { get; init; }

    /// <summary>
    /// The candidate is the champion's very model, and its spec declares something else about it: it is promoted, so that the champion's card says what
    /// the spec says.
    /// </summary>
    public bool Renews { get; init; }

    string? IStageResult.Outcome => VerdictWords.Of(Verdict, Judged);
}
