using Mdlc.Contracts.Models;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <summary>What a study came to.</summary>
/// <param name="Plan">The best trial's feature plan; null: the run's own.</param>
public sealed record StudyOutcome(Leaderboard Leaderboard, FeaturePlan? Plan);
