using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <summary>Where a study looks.</summary>
/// <param name="Statistics">What is known of the columns, by which feature plans are made; null: the plan is not varied.</param>
public sealed record PreparedStudy(SearchSpace Space, ArtifactRef? Statistics)
{
    /// <summary>By the name of what the plan may be varied in, the choice with which it is the run's own.</summary>
    public IReadOnlyDictionary<string, string> Usual { get; init; } = new Dictionary<string, string>();

    /// <summary>Of each of the space's further starts, where it comes from.</summary>
    public IReadOnlyList<string> StartNotes { get; init; } = [];

    /// <summary>What a reader should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
