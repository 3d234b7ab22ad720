namespace Mdlc.Workflows.Studies;

/// <summary>A point to be tried.</summary>
/// <param name="Params">Options of the trainer.</param>
/// <param name="Choices">What was chosen by name.</param>
/// <param name="Note">What a reader should know of how it came to be; null: nothing.</param>
public sealed record TrialProposal(IReadOnlyDictionary<string, double> Params, IReadOnlyDictionary<string, string> Choices, string? Note);
