namespace Mdlc.Contracts.Decisions;

/// <summary>What is about to be done, which a statement must be about.</summary>
/// <param name="Version">The version that is to be champion; null: none, or not looked up yet.</param>
/// <param name="Expected">The champion that it takes the place of; null: none.</param>
public sealed record DecisionMatter(string Project, string Model, DecisionKind Decision, int? Version, int? Expected, string Reason, string Nonce);
