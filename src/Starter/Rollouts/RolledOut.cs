namespace Mdlc.Starter.Rollouts;

/// <summary>What a rollout changed in one project.</summary>
/// <param name="Was">The build that was current; null for none: workers without a build.</param>
/// <param name="Now">The build that is current now; null for none.</param>
/// <param name="Ramping">The build that gets a share of what begins; null for none.</param>
/// <param name="Percent">That share, 0 to 100.</param>
/// <param name="GoOver">Lifecycles that workers without a build drove, and that go over to the current one.</param>
/// <param name="Open">What is still under way elsewhere, and ends there.</param>
internal sealed record RolledOut(string Project, string? Was, string? Now, string? Ramping, float Percent, int GoOver, IReadOnlyList<BuildRow> Open);
