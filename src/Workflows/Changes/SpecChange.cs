using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Changes;

/// <summary>A spec that somebody applies.</summary>
/// <param name="Id">Names this one change: made once, however often it is asked for.</param>
/// <param name="Spec">Resolved.</param>
/// <param name="By">Who applies it, for the record.</param>
/// <param name="Before">The id of the applied spec that the difference was shown against; null: there was none.</param>
public sealed record SpecChange(string Id, ModelSpec Spec, string By, string? Before);
